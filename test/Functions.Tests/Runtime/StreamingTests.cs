using System.Text;
using System.Text.Json.Nodes;

namespace Gatehouse.Functions.Tests.Runtime;

/// <summary>Replies that leave while they are written.</summary>
public sealed class StreamingTests
{
    private const string Head =
        "POST /2018-06-01/runtime/invocation/one/response HTTP/1.1\r\nHost: AUTHORITY\r\nUser-Agent: gatehouse-functions\r\nContent-Type: text/plain\r\n" +
        "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n";

    private const string Poll = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: AUTHORITY\r\nUser-Agent: gatehouse-functions\r\n\r\n";

    [Fact]
    public async Task EveryWrite_LeavesAtOnceAndTheNextPollWithTheEnd()
    {
        using var peer = new Peer();
        var goOn = new TaskCompletionSource();
        await using var function = RunningFunction.Streaming(peer, async (payload, reply, _) =>
        {
            reply.ContentType = "text/plain";
            await reply.WriteAsync(payload);
            await goOn.Task;
            await using var writer = new StreamWriter(reply, leaveOpen: true);
            await writer.WriteAsync("world!");
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("one", "hello"));

        await connection.ReceiveExactlyAsync(At(peer, Head) + "5\r\nhello\r\n");
        goOn.SetResult();
        await connection.ReceiveExactlyAsync("6\r\nworld!\r\n0\r\n\r\n" + At(peer, Poll));

        await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event("two", "again"));
        await connection.ReceiveExactlyAsync(At(peer, Head).Replace("/one/", "/two/", StringComparison.Ordinal) + "5\r\nagain\r\n");
    }

    [Fact]
    public async Task NothingWritten_IsAnEmptyStream()
    {
        using var peer = new Peer();
        await using var function = RunningFunction.Streaming(peer, (_, reply, _) => { reply.ContentType = "text/plain"; return default; });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("one", "{}"));

        await connection.ReceiveExactlyAsync(At(peer, Head) + "0\r\n\r\n" + At(peer, Poll));
    }

    [Fact]
    public async Task ErrorBeforeTheFirstWrite_IsAnOrdinaryOne()
    {
        using var peer = new Peer();
        await using var function = RunningFunction.Streaming(peer, (_, _, _) => throw new InvalidOperationException("not today"));
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("one", "{}"));

        var error = await connection.ReadAsync();
        Assert.Equal("POST /2018-06-01/runtime/invocation/one/error HTTP/1.1", error.Line);
        Assert.Equal("not today", (string)JsonNode.Parse(error.BodyText)!["errorMessage"]!);
    }

    [Fact]
    public async Task ErrorAfterTheFirstWrite_IsInTheTrailers()
    {
        using var peer = new Peer();
        await using var function = RunningFunction.Streaming(peer, async (payload, reply, _) =>
        {
            reply.ContentType = "text/plain";
            await reply.WriteAsync(payload);
            throw new InvalidOperationException("halfway");
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("one", "hello"));

        await connection.ReceiveExactlyAsync(At(peer, Head) + "5\r\nhello\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.UnhandledException\r\nLambda-Runtime-Function-Error-Body: ");

        var trailer = await connection.ReceiveUntilAsync("\r\n\r\n");
        Assert.Equal("halfway", (string)JsonNode.Parse(Convert.FromBase64String(trailer))!["errorMessage"]!);
        await connection.ReceiveExactlyAsync(At(peer, Poll));
    }

    [Fact]
    public async Task LargeWrite_LeavesInSeveralChunks()
    {
        using var peer = new Peer();
        await using var function = RunningFunction.Streaming(peer, async (_, reply, _) =>
        {
            reply.ContentType = "text/plain";
            await reply.WriteAsync(new byte[100_000]);
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("one", "{}"));

        await connection.ReceiveExactlyAsync(At(peer, Head) + "10000\r\n" + new string('\0', 65536) + "\r\n86a0\r\n" + new string('\0', 34464) + "\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task StreamWhoseConnectionBreaks_IsLostAndTheFunctionGoesOn()
    {
        using var peer = new Peer();
        var closed = new TaskCompletionSource();
        Exception? seen = null;
        await using var function = RunningFunction.Streaming(peer, async (_, reply, _) =>
        {
            await reply.WriteAsync("first"u8.ToArray());
            await closed.Task;
            try
            {
                for (var i = 0; i < 1000; i++)
                {
                    await reply.WriteAsync(new byte[10_000]);
                }
            }
            catch (IOException e)
            {
                seen = e;
                throw;
            }
        });
        using (var connection = await peer.AcceptAsync())
        {
            await connection.ReadAsync();
            await connection.SendAsync(PeerConnection.Event("one", "{}"));
            await connection.ReceiveUntilAsync("first\r\n");
        }

        closed.SetResult();

        using var second = await peer.AcceptAsync();
        Assert.Contains("/invocation/next", (await second.ReadAsync()).Line);
        Assert.NotNull(seen);
        Assert.Contains("The reply to one was lost", function.Log);
    }

    [Fact]
    public async Task HeadOfAnHttpReply_IsWrittenBeforeItsBody()
    {
        var recorded = new MemoryStream();
        await using var reply = new ResponseStream(recorded);

        await reply.BeginHttpAsync(201, [new("Content-Type", "text/html"), new("X-A", "1")], ["a=1", "b=2"], TestContext.Current.CancellationToken);
        reply.Write("<p>"u8);

        Assert.Equal("application/vnd.awslambda.http-integration-response", reply.ContentType);
        Assert.Equal(
            """{"statusCode":201,"headers":{"Content-Type":"text/html","X-A":"1"},"cookies":["a=1","b=2"]}""" + "\0\0\0\0\0\0\0\0<p>",
            Encoding.UTF8.GetString(recorded.ToArray()));
        Assert.Throws<InvalidOperationException>(() => reply.ContentType = "text/plain");
        await Assert.ThrowsAsync<InvalidOperationException>(() => reply.BeginHttpAsync(200, cancellationToken: TestContext.Current.CancellationToken).AsTask());
    }

    private static string At(Peer peer, string text) => text.Replace("AUTHORITY", peer.Authority, StringComparison.Ordinal);
}
