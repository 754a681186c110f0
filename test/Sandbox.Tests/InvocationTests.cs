using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed partial class InvocationTests
{
    [Fact]
    public async Task AnEvent_ComesBackFromTheFunction()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.SendAsync("""{"hello":"world"}""", default);

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);
        Assert.Equal("""{"hello":"world"}""", answer.Text);
    }

    [Fact]
    public async Task NoEvent_ReachesTheFunctionAsAnEmptyObject()
    {
        await using var machine = Machine.Start(TestImage.Actor());

        Assert.Equal("{}", (await (await machine.OpenAsync()).SendAsync("", default)).Text);
    }

    [Fact]
    public async Task SixMegabytes_GoBothWays()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });
        var largest = "\"" + new string('e', 6_291_454) + "\"";

        Assert.Equal(largest, (await pool.SendAsync(largest, default)).Text);
        Assert.Equal(InvocationOutcome.EventTooLarge, (await pool.SendAsync(largest + " ", default)).Outcome);
    }

    [Fact]
    public async Task AChunkedReply_ComesBackWhole()
    {
        await using var machine = Machine.Start(TestImage.Actor());

        Assert.Equal("\"abcde\"", (await (await machine.OpenAsync()).CallAsync("chunks")).Text);
    }

    [Fact]
    public async Task AReplyOverTheLimit_IsAFunctionErrorAndTheRuntimeHears413()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("big", "6291556")).Outcome);
        var answer = await pool.CallAsync("big", "6291557");
        await pool.CallAsync("again");

        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        Assert.Equal(
            """{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}""", answer.Text);
        Assert.Contains("status 413", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHandlersError_ComesBackAsItWasPosted()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("error", "Function.Broken");

        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        Assert.Equal("Function.Broken", answer.ErrorType);
        Assert.Equal("""{"errorMessage":"it broke","errorType":"Function.Broken","stackTrace":[]}""", answer.Text);
        Assert.Equal("Function.Unknown", (await pool.CallAsync("error", "Function.not_a_type")).ErrorType);
        Assert.Equal("Runtime.Unknown", (await pool.CallAsync("error", "ValueError")).ErrorType);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AFunctionOutOfTime_IsCutOffAndTheNextCallGetsAFreshSandbox()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });

        var answer = await pool.CallAsync("sleep");
        var next = await pool.CallAsync("x");

        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        Assert.Equal($$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{answer.RequestId}} Error: Task timed out after 1.00 seconds"}""", answer.Text);
        Assert.Equal(InvocationOutcome.Replied, next.Outcome);
        Assert.Equal(2, machine.Logs.Streams.Length);
        Assert.Matches($"Z {answer.RequestId} Task timed out after 1.00 seconds\n\nEND RequestId: {answer.RequestId}\nREPORT .*\tStatus: timeout\n", machine.Logs.Text);
        Assert.DoesNotContain("Max Memory Used: 0 MB", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit", "0", "Runtime exited without providing a reason")]
    [InlineData("exit", "127", "Runtime exited with error: exit status 127")]
    [InlineData("signal", "11", "Runtime exited with error: signal: segmentation fault")]
    [InlineData("eat", "", "Runtime exited with error: signal: killed")] // out of memory
    public async Task AFunctionThatEnds_IsAnExitError(string what, string rest, string reason)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        var answer = await pool.CallAsync(what, rest);
        var next = await pool.CallAsync("x");

        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        Assert.Equal($$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{answer.RequestId}} Error: {{reason}}"}""", answer.Text);
        Assert.Contains($"RequestId: {answer.RequestId} Error: {reason}\nRuntime.ExitError\nEND RequestId", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(InvocationOutcome.Replied, next.Outcome);
    }

    [Fact]
    public async Task TheCallersLimit_ReturnsToItWhileTheFunctionGoesOn()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { MaxConcurrency = 1, Timeout = TimeSpan.FromSeconds(20) });
        await pool.CallAsync("x");

        var answer = await pool.SendAsync("""{"pause":"300"}""", new InvocationOptions { WaitLimit = TimeSpan.FromMilliseconds(50) });
        var meanwhile = await pool.CallAsync("x");
        await Eventually.True(() => pool.Busy == 0);

        Assert.Equal(InvocationOutcome.WaitLimit, answer.Outcome);
        Assert.Equal(InvocationOutcome.Throttled, meanwhile.Outcome);
        Assert.Contains($"REPORT RequestId: {answer.RequestId}", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task ACallerThatGoesAway_IsReleasedAtOnce()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        using var aborted = new CancellationTokenSource();

        var call = pool.SendAsync("""{"sleep":""}""", new InvocationOptions { Aborted = aborted.Token });
        await aborted.CancelAsync();

        Assert.Equal(InvocationOutcome.WaitLimit, (await call).Outcome);
    }

    [Fact]
    public async Task LogLines_AreThoseOfCloudWatch()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var cold = await pool.SendAsync("""{"print":"one"}""", new InvocationOptions { KeepLogTail = true });
        var warm = await pool.CallAsync("x");

        var group = machine.Logs.Events[0].Stream;
        Assert.Equal(("123456789012", "eu-west-1", "/aws/lambda/actor"), (group.Account, group.Region, group.Group));
        Assert.Matches(@"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$", group.Stream);
        var lines = machine.Logs.Events.Select(logged => Figures().Replace(logged.Message, "N")).ToArray();
        Assert.Equal(
            [
                $"START RequestId: {cold.RequestId} Version: $LATEST\n",
                "out one\n",
                "err one\n",
                "no newline",
                $"END RequestId: {cold.RequestId}\n",
                $"REPORT RequestId: {cold.RequestId}\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB\tInit Duration: N ms\t\n",
                $"START RequestId: {warm.RequestId} Version: $LATEST\n",
                $"END RequestId: {warm.RequestId}\n",
                $"REPORT RequestId: {warm.RequestId}\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB\t\n",
            ],
            lines);
        Assert.Equal(string.Concat(machine.Logs.Events.Take(6).Select(logged => logged.Message)), cold.Tail);
        Assert.DoesNotContain("Max Memory Used: 0 MB", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineLongerThanAnEvent_IsCutAndTheTailKeepsItsEnd()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        var answer = await pool.SendAsync("""{"long":""}""", new InvocationOptions { KeepLogTail = true });

        var pieces = machine.Logs.Events.Where(logged => logged.Message.StartsWith('x')).Select(logged => logged.Message).ToArray();
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 256 * 1024));
        Assert.Equal((600 * 1024) + 1, pieces.Sum(piece => piece.Length));
        Assert.Equal(4096, Encoding.UTF8.GetByteCount(answer.Tail));
        Assert.EndsWith("\t\n", answer.Tail, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<=: )\d+(\.\d\d)?(?= (ms|MB))")]
    private static partial Regex Figures();
}
