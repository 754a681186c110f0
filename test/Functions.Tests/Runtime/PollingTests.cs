namespace Gatehouse.Functions.Tests.Runtime;

public sealed class PollingTests
{
    [Fact]
    public async Task Start_PollsForTheFirstEvent()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();

        var poll = await connection.ReadAsync();

        Assert.Equal("GET /2018-06-01/runtime/invocation/next HTTP/1.1", poll.Line);
        Assert.Equal(peer.Authority, poll.Headers["Host"]);
    }

    [Fact]
    public async Task Event_IsAnsweredAndTheNextPollFollowsWithoutWaiting()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("id-1", "1"));
        var reply = await connection.ReadAsync();

        Assert.Equal("POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1", reply.Line);
        Assert.Equal("[1]", reply.BodyText);
        Assert.True(connection.HasUnreadRequest, "The poll came with the reply, in one write.");
        Assert.StartsWith("GET ", (await connection.ReadAsync()).Line);
    }

    [Fact]
    public async Task AcknowledgementAndEventInOneWrite_AreTwoMessages()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("id-0", "0"));

        for (var i = 0; i < 200; i++)
        {
            var reply = await connection.ReadAsync();
            Assert.Contains($"/invocation/id-{i}/response", reply.Line);
            Assert.Equal($"[{i}]", reply.BodyText);
            await connection.ReadAsync();
            await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event($"id-{i + 1}", $"{i + 1}"));
        }
    }

    [Fact]
    public async Task EventByteByByte_IsRead()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        foreach (var b in System.Text.Encoding.UTF8.GetBytes(PeerConnection.Event("id", "\"é\"")))
        {
            await connection.SendAsync([b]);
        }

        Assert.Equal("[\"é\"]", (await connection.ReadAsync()).BodyText);
    }

    [Fact]
    public async Task EventOfSixMegabytes_GoesInAndOut()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        var large = new string('x', 6 * 1024 * 1024);

        await connection.SendAsync(PeerConnection.Event("large", large));
        Assert.Equal($"[{large}]", (await connection.ReadAsync()).BodyText);
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event("small", "1"));

        Assert.Equal("[1]", (await connection.ReadAsync()).BodyText);
    }

    [Fact]
    public async Task HandlerThatWaits_KeepsTheEventsInOrder()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, async (payload, reply, _) =>
        {
            await Task.Yield();
            RunningFunction.Write(reply, $"{payload.Length}");
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("a", "1"));
        Assert.Equal("1", (await connection.ReadAsync()).BodyText);
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event("b", "22"));

        Assert.Equal("2", (await connection.ReadAsync()).BodyText);
    }

    [Fact]
    public async Task ThreadOfItsOwn_ServesEventsByBlocking()
    {
        using var peer = new Peer();
        var threads = new HashSet<int>();
        var dedicated = new Thread(() =>
        {
            var client = new Gatehouse.Functions.Runtime.RuntimeClient(peer.Authority, TimeProvider.System, TextWriter.Null);
            var environment = new Gatehouse.Functions.Runtime.FunctionEnvironment { RuntimeApi = peer.Authority };
            _ = new Gatehouse.Functions.Runtime.RuntimeLoop(environment, client, TimeProvider.System, TextWriter.Null)
                .RunAsync(() => new((payload, reply, context) =>
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    Assert.False(Thread.CurrentThread.IsThreadPoolThread);
                    return RunningFunction.Bracket(payload, reply, context);
                }));
        }) { IsBackground = true };
        dedicated.Start();
        var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("a", "1"));
        Assert.Equal("[1]", (await connection.ReadAsync()).BodyText);
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event("b", "2"));
        Assert.Equal("[2]", (await connection.ReadAsync()).BodyText);

        Assert.Single(threads);
        connection.Dispose();
        peer.Dispose();
        Assert.True(dedicated.Join(TimeSpan.FromSeconds(10)), "Without a Runtime API the thread ends.");
    }
}
