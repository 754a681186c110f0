using System.Net.Sockets;

namespace Gatehouse.Functions.Tests.Runtime;

public sealed class ReconnectionTests
{
    [Fact]
    public async Task PollThatThePeerEnds_IsMadeAgain()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using (var first = await peer.AcceptAsync())
        {
            await first.ReadAsync();
        }

        using var second = await peer.AcceptAsync();

        Assert.StartsWith("GET ", (await second.ReadAsync()).Line);
    }

    [Fact]
    public async Task EventCutInTheMiddle_IsForgotten()
    {
        using var peer = new Peer();
        var handled = new List<int>();
        await using var function = new RunningFunction(peer, (payload, reply, context) =>
        {
            handled.Add(payload.Length);
            return RunningFunction.Bracket(payload, reply, context);
        });
        using (var first = await peer.AcceptAsync())
        {
            await first.ReadAsync();
            await first.SendAsync("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nContent-Length: 100\r\n\r\n{");
        }

        using var second = await peer.AcceptAsync();
        await second.ReadAsync();
        await second.SendAsync(PeerConnection.Event("id", "{}"));

        Assert.Equal("[{}]", (await second.ReadAsync()).BodyText);
        Assert.Equal([2], handled);
    }

    [Fact]
    public async Task ConnectionClosedWhileTheHandlerRan_ReplyGoesOverAnother()
    {
        using var peer = new Peer();
        var closed = new TaskCompletionSource();
        await using var function = new RunningFunction(peer, async (payload, reply, context) =>
        {
            await closed.Task;
            await RunningFunction.Bracket(payload, reply, context);
        });
        using (var first = await peer.AcceptAsync())
        {
            await first.ReadAsync();
            await first.SendAsync(PeerConnection.Event("id", "{}"));
        }

        closed.SetResult();
        using var second = await peer.AcceptAsync();

        Assert.Equal("[{}]", (await second.ReadAsync()).BodyText);
        Assert.False(second.HasUnreadRequest, "A peer that closes gets one request at a time.");
        await second.SendAsync(PeerConnection.Accepted);
        Assert.StartsWith("GET ", (await second.ReadAsync()).Line);
    }

    [Fact]
    public async Task AcknowledgementThatCloses_NextPollUsesAnotherConnection()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using (var first = await peer.AcceptAsync())
        {
            await first.ReadAsync();
            await first.SendAsync(PeerConnection.Event("id", "{}"));
            await first.ReadAsync();
            await first.SendAsync("HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }

        using var second = await peer.AcceptAsync();

        Assert.StartsWith("GET ", (await second.ReadAsync()).Line);
    }

    [Fact]
    public async Task PeerThatRefusesThePipelinedPoll_IsAskedAgainAndThenOneByOne()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("a", "1"));
        await connection.ReadAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Accepted + "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("GET ", (await connection.ReadAsync()).Line);
        await connection.SendAsync(PeerConnection.Event("b", "2"));

        Assert.Equal("[2]", (await connection.ReadAsync()).BodyText);
        Assert.False(connection.HasUnreadRequest);
    }

    [Fact]
    public async Task ReplyThatIsRefused_IsLoggedAndTheNextEventIsServed()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("a", "1"));
        await connection.ReadAsync();
        await connection.ReadAsync();

        await connection.SendAsync(
            "HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 8\r\n\r\ntoo long" + PeerConnection.Event("b", "2"));

        Assert.Equal("[2]", (await connection.ReadAsync()).BodyText);
        Assert.Contains("refused the reply to a with 413: too long", function.Log);
    }

    [Fact]
    public async Task PeerThatIsGone_EndsTheFunction()
    {
        var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using (var connection = await peer.AcceptAsync())
        {
            await connection.ReadAsync();
            peer.Dispose();
        }

        Assert.Equal(1, await function.Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("is gone", function.Log);
    }
}
