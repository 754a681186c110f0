using System.Text;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>Replies that come piece by piece, from runtimes that keep to the rules and from others.</summary>
public sealed class StreamingTests : IAsyncLifetime
{
    private const string Whole = "text/plain|5~hello~6;x=y~ world~0~~";
    private const long Limit = 200L * 1024 * 1024;

    private readonly Machine _machine = Machine.Start(TestImage.Actor());
    private FunctionPool _pool = null!;

    public async ValueTask InitializeAsync() => _pool = await _machine.OpenAsync();

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task AStreamedReply_ArrivesWholeWithItsType()
    {
        var streamed = await _pool.StreamAsync("say", Whole);

        Assert.Equal((true, "text/plain", "hello world", InvocationOutcome.Replied), (streamed.Begun, streamed.ContentType, streamed.Text, streamed.Outcome));
        Assert.Equal("", streamed.Reply);
        await _pool.CallAsync("x");
        Assert.Contains("status 202 {\"status\":\"OK\"}", _machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(_machine.Logs.Streams);
    }

    [Fact]
    public async Task AStreamedReply_IsWholeForACallerWhoWaits()
    {
        Assert.Equal((InvocationOutcome.Replied, "hello world"), Short(await _pool.CallAsync("say", Whole)));
        Assert.Equal((InvocationOutcome.Replied, ""), Short(await _pool.CallAsync("say", "text/plain|0~~")));
        Assert.Equal(6_225_920, (await _pool.CallAsync("stream", "6225920")).Text.Length);
        Assert.Single(_machine.Logs.Streams);
    }

    [Fact]
    public async Task AStreamedReply_IsTooLargeForACallerWhoWaits()
    {
        var answer = await _pool.CallAsync("stream", "8000000");
        Assert.Equal((InvocationOutcome.FunctionError, "Function.ResponseSizeTooLarge"), (answer.Outcome, answer.ErrorType));
        Assert.Equal(InvocationOutcome.Replied, (await _pool.CallAsync("x")).Outcome);
        Assert.Contains("status 413", _machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(_machine.Logs.Streams);
    }

    [Fact]
    public async Task AReplyInOnePiece_IsNoStream()
    {
        var streamed = await _pool.StreamAsync("env", "FROM_IMAGE");

        Assert.Equal((false, "", "yes", InvocationOutcome.Replied), (streamed.Begun, streamed.Text, streamed.Reply, streamed.Outcome));
    }

    [Fact]
    public async Task TheFirstBytes_ArriveWhileTheFunctionRuns()
    {
        var pool = await _machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });
        using var invocation = pool.Begin("say", "text/plain|5~first~@");
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
        var streamed = await _pool.StreamAsync("say", "text/plain|5~hello~" + end);
        Assert.Equal(("hello", InvocationOutcome.FunctionError, type, body), (streamed.Text, streamed.Outcome, streamed.ErrorType, streamed.Reply));
        Assert.Equal((InvocationOutcome.FunctionError, body), Short(await _pool.CallAsync("say", "text/plain|5~hello~" + end)));
        Assert.Equal(InvocationOutcome.Replied, (await _pool.CallAsync("x")).Outcome);
        Assert.Contains("error\tError Type: " + type, _machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(_machine.Logs.Streams);
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
        var streamed = await _pool.StreamAsync("say", "text/plain|" + text);

        Assert.StartsWith("hello", streamed.Text, StringComparison.Ordinal);
        Assert.Equal((InvocationOutcome.FunctionError, type), (streamed.Outcome, streamed.ErrorType));
        Assert.Contains($"\"errorType\":\"{type}\"", streamed.Reply, StringComparison.Ordinal);
        Assert.Equal(InvocationOutcome.Replied, (await _pool.CallAsync("x")).Outcome);
        Assert.Equal(2, _machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task TrailersWithoutEnd_AreNotCollected()
    {
        var streamed = await _pool.StreamAsync("flood", "");

        Assert.Equal(("Runtime.TruncatedResponse", InvocationOutcome.FunctionError), (streamed.ErrorType, streamed.Outcome));
    }

    [Fact]
    public async Task ASecondAnswerBesideAStream_IsRefused()
    {
        var streamed = await _pool.StreamAsync("streamtwice", "");
        await _pool.CallAsync("x");

        Assert.Equal((16 << 20, InvocationOutcome.Replied), (streamed.Text.Length, streamed.Outcome));
        Assert.Contains("status 403 {\"errorMessage\":\"State transition from InvocationResponse to InvocationResponse failed", _machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("status 403 {\"errorMessage\":\"State transition from RuntimeResponseSentState to InvocationResponse failed", _machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(_machine.Logs.Streams);
    }

    [Fact]
    public async Task AnUnknownMode_IsRefused()
    {
        // This runtime then asks for its next event as if it had answered, and gives up.
        Assert.Equal((false, "Runtime.ExitError"), (await _pool.StreamAsync("mode", "sideways|5~hello~0~~")) is var streamed ? (streamed.Begun, streamed.ErrorType) : default);
        Assert.Contains("status 400 {\"errorMessage\":\"Invalid function response mode\",\"errorType\":\"InvalidFunctionResponseMode\"}", _machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamBeyondTheLimit_IsCutAndItsCallerIsTold()
    {
        var pool = await _machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(30) });

        var (length, outcome, type) = await pool.MeasureAsync(1L << 30);

        Assert.Equal((Limit, InvocationOutcome.FunctionError, "Function.ResponseSizeTooLarge"), (length, outcome, type));
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task ASlowCaller_SlowsTheFunction()
    {
        var pool = await _machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });
        using var invocation = pool.Begin("stream", "52428800");
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
        using var gone = new CancellationTokenSource();
        using (var invocation = _pool.Begin("stream", "52428800"))
        {
            var stream = new ReplyStream();
            var ending = invocation.SendAsync(new InvocationOptions { Stream = stream, Aborted = gone.Token });
            Assert.False((await stream.ReadAsync()).IsEmpty);
            await gone.CancelAsync();
            Assert.Equal(InvocationOutcome.WaitLimit, await ending);
        }

        Assert.Equal(InvocationOutcome.Replied, (await _pool.CallAsync("x")).Outcome);
        await Eventually.True(() => _machine.Logs.Text.Contains("status 202", StringComparison.Ordinal));
        Assert.DoesNotContain("Error Type", _machine.Logs.Text, StringComparison.Ordinal);
    }

    private static (InvocationOutcome Outcome, string Text) Short(Answer answer) => (answer.Outcome, answer.Text);
}
