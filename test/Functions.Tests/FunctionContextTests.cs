using Gatehouse.Functions.Tests.Runtime;

namespace Gatehouse.Functions.Tests;

public sealed class FunctionContextTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Context_TellsWhatTheHeadersAndTheEnvironmentSay()
    {
        using var peer = new Peer();
        FunctionContext? seen = null;
        string? trace = null;
        await using var function = new RunningFunction(peer, (payload, reply, context) =>
        {
            (seen, trace) = (context, Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"));
            return RunningFunction.Bracket(payload, reply, context);
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event(
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "{}",
            "Lambda-Runtime-Deadline-Ms: 1542409706888\r\n" +
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:jobs\r\n" +
            "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1\r\n" +
            "Lambda-Runtime-Client-Context: {\"client\":{\"app\":\"é\"}}\r\n" +
            "Lambda-Runtime-Cognito-Identity: {\"cognitoIdentityId\":\"x\"}\r\n"));
        await connection.ReadAsync();

        Assert.NotNull(seen);
        Assert.Equal("8476a536-e9f4-11e8-9739-2dfe598c3fcd", seen.RequestId);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1542409706888), seen.Deadline);
        Assert.Equal(TimeSpan.Zero, seen.RemainingTime);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:jobs", seen.InvokedFunctionArn);
        Assert.Equal("{\"client\":{\"app\":\"é\"}}", seen.ClientContext);
        Assert.Equal("{\"cognitoIdentityId\":\"x\"}", seen.CognitoIdentity);
        Assert.Equal(("jobs", "$LATEST", 256), (seen.FunctionName, seen.FunctionVersion, seen.MemoryLimitInMB));
        Assert.Equal(("/aws/lambda/jobs", "2026/01/01/[$LATEST]abc"), (seen.LogGroupName, seen.LogStreamName));
        Assert.Equal("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1", trace);
        Assert.Equal(trace, seen.TraceId);
    }

    [Fact]
    public void RemainingTime_CountsDownToTheDeadline()
    {
        var time = new ManualTime(Noon);
        using var context = new FunctionContext { Deadline = Noon.AddSeconds(3), TimeProvider = time };

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(2), context.RemainingTime);
    }

    [Fact]
    public void CancellationToken_FiresShortlyBeforeTheDeadline()
    {
        var time = new ManualTime(Noon);
        using var context = new FunctionContext { Deadline = Noon.AddSeconds(30), TimeProvider = time };
        var token = context.CancellationToken;

        time.Advance(TimeSpan.FromMilliseconds(29_749));
        Assert.False(token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void CancellationToken_OfAShortInvocationLeavesMostOfItsTime()
    {
        var time = new ManualTime(Noon);
        using var context = new FunctionContext { Deadline = Noon.AddSeconds(1), TimeProvider = time };
        var token = context.CancellationToken;

        time.Advance(TimeSpan.FromMilliseconds(899));
        Assert.False(token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void ContextWithoutADeadline_IsNeverCancelled()
    {
        using var context = new FunctionContext();

        Assert.False(context.CancellationToken.IsCancellationRequested);
    }
}
