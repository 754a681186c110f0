namespace Gatehouse.Server.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData(null)]
    public async Task Help_NamesEveryCommandAndShowsExamples(string? argument)
    {
        var help = await GatehouseProcess.RunAsync(argument is null ? [] : [argument]);

        Assert.Equal(0, help.ExitCode);
        Assert.All(["serve", "health", "requests", "explain", "usage", "clock", "images", "ca", "version", "Examples:", "GATEHOUSE_ENDPOINT"],
            word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task HelpOfServe_ShowsOptionsWithDefaults()
    {
        var help = await GatehouseProcess.RunAsync("serve", "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.All(["--listen", "127.0.0.1:4566", "--data", "~/.gatehouse", "--region", "us-east-1", "--account", "000000000000", "Examples:"],
            word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("clock", "advance")]
    [InlineData("clock", "set")]
    public async Task HelpOfACommandThatNeedsAnArgument_ShowsIt(params string[] command)
    {
        var help = await GatehouseProcess.RunAsync([.. command, "--help"]);

        Assert.Equal(0, help.ExitCode);
        Assert.Equal("", help.Error);
        Assert.Contains($"gatehouse {string.Join(' ', command)} <", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requests", "--status", "many")]
    [InlineData("usage", "--limit", "few")]
    [InlineData("images", "gc", "--grace", "99999999999")]
    public async Task NumberThatIsNone_IsToldWhatToWrite(params string[] arguments)
    {
        var end = await GatehouseProcess.RunAsync(arguments);

        Assert.Equal(2, end.ExitCode);
        Assert.Contains("write a", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--region", "Mars")]
    [InlineData("serve", "stray")]
    [InlineData("frobnicate")]
    [InlineData("requests", "--status", "many")]
    [InlineData("requests", "--status", "99")]
    [InlineData("requests", "--limit", "0")]
    [InlineData("explain", "one", "two")]
    [InlineData("usage", "--limit", "1001")]
    [InlineData("clock", "advance")]
    [InlineData("clock", "backwards")]
    [InlineData("images", "gc", "--grace", "0")]
    public async Task WrongUse_EndsWithTwoAndPointsToTheHelp(params string[] arguments)
    {
        var end = await GatehouseProcess.RunAsync(arguments);

        Assert.Equal(2, end.ExitCode);
        Assert.Equal("", end.Output);
        Assert.Contains("--help", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("ca")]
    [InlineData("requests")]
    [InlineData("requests", "--follow")]
    [InlineData("explain", "last")]
    [InlineData("clock", "freeze")]
    [InlineData("images")]
    [InlineData("images", "gc", "--dry-run")]
    public async Task NoServer_IsExplained(params string[] arguments)
    {
        var end = await GatehouseProcess.RunAsync([.. arguments, "--endpoint", "http://127.0.0.1:1"]);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("No server answers at http://127.0.0.1:1/", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal); // no stack trace
    }

    [Fact]
    public async Task Health_ShowsTheServersParts()
    {
        await using var server = await GatehouseProcess.ServeAsync();

        var health = await GatehouseProcess.RunAsync("health", "--endpoint", $"http://127.0.0.1:{server.Port}");

        Assert.Equal(0, health.ExitCode);
        Assert.StartsWith("ok (Gatehouse 0.1.0)", health.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task Version_IsPrinted(string argument)
    {
        var version = await GatehouseProcess.RunAsync(argument);

        Assert.StartsWith("Gatehouse 0.1.0 (", version.Output, StringComparison.Ordinal);
    }
}
