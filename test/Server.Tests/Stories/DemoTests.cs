namespace Gatehouse.Server.Tests.Stories;

/// <summary>The command that a newcomer runs first.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task DemoOnce_ShowsTheFourCallsAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var states = Checkout.In(".gatehouse");
        var before = States(states);

        var end = await new Tool(folder.Path).TryAsync(Checkout.In("demo.sh"), "--once");

        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        Assert.Matches("""GET without the key .* 403 \{"message":"Forbidden"\}""", end.Output);
        Assert.Matches("""POST without the key .* 403 \{"message":"Forbidden"\}""", end.Output);
        Assert.Matches("""GET with the key .* 200 \{"message": "job\[12345\] is done"\}""", end.Output);
        Assert.Matches("""POST with the key .* 201 \{"message": "job\[[0-9a-f-]{36}\] submitted"\}""", end.Output);
        Assert.Equal(before, States(states));
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), process => CommandOf(process).Contains($"{states}/once.", StringComparison.Ordinal));
    }

    private static string[] States(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder, "once.*") : [];

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // no process, or one that just ended
        }
    }
}
