using System.Diagnostics;
using System.Globalization;
using Gatehouse.Server.Tests.Stories;
using Gatehouse.Server.Tests.Telemetry;

namespace Gatehouse.Server.Tests.Watching;

/// <summary><c>gatehouse logs</c> as a process, on functions that print.</summary>
[Collection(WatchedStories.Name)]
public sealed class LogsTests(WatchedApi watched)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Logs_AreTheLinesOfAllStreamsInOrderAndOfOneInvocationWhenAsked()
    {
        var (first, second) = (await InvokeAsync("/first"), await InvokeAsync("/second"));
        var answer = await Answer.OfAsync(watched.Echo.Url + "/open");

        var all = await LinesAsync("logs", "echo");
        var one = await LinesAsync("logs", "echo", "--request", first);
        var filtered = await LinesAsync("logs", "echo", "--since", "1h", "--filter", "\"called with /second\"");
        var byCall = await LinesAsync("logs", "echo", "--request", answer.RequestId!);

        string[] times = [.. all.Select(line => line[..24])];
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.All(times, time => Assert.True(DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _), time));
        Assert.Equal(
            [$"START RequestId: {first} Version: $LATEST", "called with /first", $"END RequestId: {first}", $"REPORT RequestId: {first}"],
            one.Select(line => line[26..].Split('\t')[0]));
        Assert.Equal("called with /second", Assert.Single(filtered)[26..]);
        Assert.Contains(byCall, line => line.EndsWith("called with /open", StringComparison.Ordinal));
        Assert.DoesNotContain(byCall, line => line.Contains(second, StringComparison.Ordinal));
        Assert.DoesNotContain('\e', string.Concat(all));
    }

    [Fact]
    public async Task Follow_ShowsEachLineOnceAndAtOnceUntilItIsInterrupted()
    {
        await InvokeAsync("/before", "doer");
        using var follow = Start("logs", "doer", "--follow", "--filter", "called");

        // Other tests may have called it before.
        while (!(await follow.StandardOutput.ReadLineAsync().WaitAsync(Patience))!.EndsWith("called with /before", StringComparison.Ordinal))
        {
        }

        for (var i = 0; i < 20; i++)
        {
            var answer = await InvokeAsync($"/follow{i}", "doer");
            var begun = TimeProvider.System.GetTimestamp();
            await ReadAsync(follow, $"called with /follow{i}");

            // Two pauses of some tens of milliseconds, on a machine that runs other tests beside.
            Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(2));
            Assert.NotEmpty(answer);
        }

        await GatehouseProcess.ToolAsync("kill", "-s", "INT", $"{follow.Id}");
        var rest = await follow.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await follow.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal((0, ""), (follow.ExitCode, rest));
    }

    [Theory]
    [InlineData("logs", "nobody", "There is no function 'nobody'")]
    [InlineData("logs", "echo --since yesterday", "since is a span")]
    [InlineData("logs", "echo --filter {", "filter is no pattern")]
    public async Task WhatCannotBeDone_IsSaid(string command, string arguments, string expected)
    {
        var end = await watched.Server.CommandAsync([command, .. arguments.Split(' ')]);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(expected, end.Error, StringComparison.Ordinal);
    }

    private Task<string> InvokeAsync(string path, string function = "echo") => watched.Server.ScriptAsync(
        $$"""print(client('lambda').invoke(FunctionName='{{function}}', Payload=json.dumps({'path': '{{path}}'}))['ResponseMetadata']['RequestId'])""");

    private async Task<string[]> LinesAsync(params string[] arguments)
    {
        var end = await watched.Server.CommandAsync(arguments);
        Assert.True(end.ExitCode == 0, end.Error);
        return end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(GatehouseProcess.Program, [.. arguments, "--endpoint", $"http://127.0.0.1:{watched.Server.Port}"]) { RedirectStandardOutput = true })!;

    // The next line and no other: nothing is missing and nothing comes twice.
    private static async Task ReadAsync(Process follow, string expected) =>
        Assert.Equal(expected, (await follow.StandardOutput.ReadLineAsync().WaitAsync(Patience))![26..]);
}
