using System.Buffers;
using System.Text;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>Replies that come piece by piece, from runtimes that keep to the rules and from others.</summary>
public sealed class StreamingTests
{
    private const string Whole = "text/plain|5~hello~6;x=y~ world~0~~";
    private const long Limit = 200L * 1024 * 1024;

    [Fact]
    public async Task AStreamedReply_ArrivesWholeWithItsType()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "say", Whole);

        Assert.Equal((true, "text/plain", "hello world", InvocationOutcome.Replied), (streamed.Begun, streamed.ContentType, streamed.Text, streamed.Outcome));
        Assert.Equal("", streamed.Reply);
        await pool.CallAsync("x");
        Assert.Contains("status 202 {\"status\":\"OK\"}", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AStreamedReply_IsWholeForACallerWhoWaits()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        Assert.Equal((InvocationOutcome.Replied, "hello world"), Short(await pool.CallAsync("say", Whole)));
        Assert.Equal((InvocationOutcome.Replied, ""), Short(await pool.CallAsync("say", "text/plain|0~~")));
        Assert.Equal(6_225_920, (await pool.CallAsync("stream", "6225920")).Text.Length);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AStreamedReply_IsTooLargeForACallerWhoWaits()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("stream", "8000000");
        Assert.Equal((InvocationOutcome.FunctionError, "Function.ResponseSizeTooLarge"), (answer.Outcome, answer.ErrorType));
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Contains("status 413", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AReplyInOnePiece_IsNoStream()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "env", "FROM_IMAGE");

        Assert.Equal((false, "", "yes", InvocationOutcome.Replied), (streamed.Begun, streamed.Text, streamed.Reply, streamed.Outcome));
    }

    [Fact]
    public async Task TheFirstBytes_ArriveWhileTheFunctionRuns()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });
        using var invocation = Begin(pool, "say", "text/plain|5~first~@");
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });

        Assert.Equal("first", Encoding.ASCII.GetString((await stream.ReadAsync()).Span));
        Assert.False(ending.IsCompleted);
        Assert.True((await stream.ReadAsync()).IsEmpty);
        Assert.Equal((InvocationOutcome.FunctionError, "Sandbox.Timedout"), (await ending, invocation.ErrorType));
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Theory]
    [InlineData("0~Lambda-Runtime-Function-Error-Type: Function.Broke~Lambda-Runtime-Function-Error-Body: eyJhIjoxfQ==~~", "Function.Broke", """{"a":1}""")]
    [InlineData("0~lambda-runtime-function-error-type: whatever~~", "Runtime.Unknown", "")]
    [InlineData("0~X-Other: 1~Lambda-Runtime-Function-Error-Body:eyJhIjoxfQ==~~", "Runtime.Unknown", """{"a":1}""")]
    public async Task AnErrorWithinTheStream_ComesBehindWhatWasSent(string end, string type, string body)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "say", "text/plain|5~hello~" + end);
        Assert.Equal(("hello", InvocationOutcome.FunctionError, type, body), (streamed.Text, streamed.Outcome, streamed.ErrorType, streamed.Reply));
        Assert.Equal((InvocationOutcome.FunctionError, body), Short(await pool.CallAsync("say", "text/plain|5~hello~" + end)));
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Contains("error\tError Type: " + type, machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Theory]
    [InlineData("5~hello~zz~", "Runtime.TruncatedResponse")] // no size
    [InlineData("5~hello~-1~", "Runtime.TruncatedResponse")]
    [InlineData("5~hello~ffffffffffffffff~", "Runtime.TruncatedResponse")]
    [InlineData("5~hellooo~", "Runtime.TruncatedResponse")] // longer than its size
    [InlineData("5~hello~0~no colon~~", "Runtime.TruncatedResponse")]
    [InlineData("5~hello~0~Lambda-Runtime-Function-Error-Body: ???~~", "Runtime.TruncatedResponse")] // no base64
    [InlineData("5~hello~5~wor$", "Runtime.TruncatedResponse")] // hangs up
    [InlineData("5~hello~^!", "Runtime.ExitError")]
    public async Task AStreamThatBreaksOff_FailsBehindWhatWasSentAndTheNextCallIsServedAfresh(string text, string type)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "say", "text/plain|" + text);

        Assert.StartsWith("hello", streamed.Text, StringComparison.Ordinal);
        Assert.Equal((InvocationOutcome.FunctionError, type), (streamed.Outcome, streamed.ErrorType));
        Assert.Contains($"\"errorType\":\"{type}\"", streamed.Reply, StringComparison.Ordinal);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Equal(2, machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task TrailersWithoutEnd_AreNotCollected()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "flood", "");

        Assert.Equal(("Runtime.TruncatedResponse", InvocationOutcome.FunctionError), (streamed.ErrorType, streamed.Outcome));
    }

    [Fact]
    public async Task ASecondAnswerBesideAStream_IsRefused()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var streamed = await StreamAsync(pool, "streamtwice", "");
        await pool.CallAsync("x");

        Assert.Equal(("first", InvocationOutcome.Replied), (streamed.Text, streamed.Outcome));
        Assert.Contains("status 403 {\"errorMessage\":\"State transition from InvocationResponse to InvocationResponse failed", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("status 403 {\"errorMessage\":\"State transition from RuntimeResponseSentState to InvocationResponse failed", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AnUnknownMode_IsRefused()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        // This runtime then asks for its next event as if it had answered, and gives up.
        Assert.Equal((false, "Runtime.ExitError"), (await StreamAsync(pool, "mode", "sideways|5~hello~0~~")) is var streamed ? (streamed.Begun, streamed.ErrorType) : default);
        Assert.Contains("status 400 {\"errorMessage\":\"Invalid function response mode\",\"errorType\":\"InvalidFunctionResponseMode\"}", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamBeyondTheLimit_IsCutAndItsCallerIsTold()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(30) });

        var (length, outcome, type) = await MeasureAsync(pool, 1L << 30);

        Assert.Equal((Limit, InvocationOutcome.FunctionError, "Function.ResponseSizeTooLarge"), (length, outcome, type));
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task AStreamOfAnySize_TakesNoMemory()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(30) });
        await MeasureAsync(pool, 1 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var (length, outcome, _) = await MeasureAsync(pool, Limit);

        Assert.Equal((Limit, InvocationOutcome.Replied), (length, outcome));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }

    [Fact]
    public async Task ASlowCaller_SlowsTheFunction()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });
        using var invocation = Begin(pool, "stream", "52428800");
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });

        // Nobody reads: the function cannot get rid of its bytes, and its time passes.
        Assert.True(await stream.Begun);
        Assert.Equal(InvocationOutcome.FunctionError, await ending);
        Assert.Equal("Sandbox.Timedout", invocation.ErrorType);
        var left = 0L;
        for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
        {
            left += bytes.Length;
        }

        Assert.InRange(left, 1, 256 * 1024);
    }

    [Fact]
    public async Task ACallerThatLeaves_LetsTheFunctionFinish()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        using var gone = new CancellationTokenSource();
        using (var invocation = Begin(pool, "stream", "52428800"))
        {
            var stream = new ReplyStream();
            var ending = invocation.SendAsync(new InvocationOptions { Stream = stream, Aborted = gone.Token });
            Assert.False((await stream.ReadAsync()).IsEmpty);
            await gone.CancelAsync();
            Assert.Equal(InvocationOutcome.WaitLimit, await ending);
        }

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        await Eventually.True(() => machine.Logs.Text.Contains("status 202", StringComparison.Ordinal));
        Assert.DoesNotContain("Error Type", machine.Logs.Text, StringComparison.Ordinal);
    }

    private static (InvocationOutcome Outcome, string Text) Short(Answer answer) => (answer.Outcome, answer.Text);

    private static Invocation Begin(FunctionPool pool, string what, string rest)
    {
        var invocation = pool.Begin();
        invocation.Event.Write(Encoding.UTF8.GetBytes($$"""{"{{what}}":"{{rest}}"}"""));
        return invocation;
    }

    private static async Task<(long Length, InvocationOutcome Outcome, string? Type)> MeasureAsync(FunctionPool pool, long size)
    {
        using var invocation = Begin(pool, "stream", $"{size}");
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
        var length = 0L;
        for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
        {
            length += bytes.Length;
        }

        return (length, await ending, invocation.ErrorType);
    }

    private static async Task<Streamed> StreamAsync(FunctionPool pool, string what, string rest)
    {
        using var invocation = Begin(pool, what, rest);
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
        var text = new StringBuilder();
        for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
        {
            text.Append(Encoding.UTF8.GetString(bytes.Span));
        }

        var outcome = await ending.AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return new Streamed(await stream.Begun, stream.ContentType, text.ToString(), outcome, invocation.ErrorType, Encoding.UTF8.GetString(invocation.Reply.Span));
    }

    private sealed record Streamed(bool Begun, string? ContentType, string Text, InvocationOutcome Outcome, string? ErrorType, string Reply);
}
