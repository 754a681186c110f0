namespace Gatehouse.Functions.Tests.Runtime;

/// <summary>The corners of HTTP/1.1 that other Runtime APIs may use.</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id:id\r\ncontent-length:2\r\n\r\n{}")] // lower case, no space
    [InlineData("HTTP/1.1 200 OK\r\nLAMBDA-RUNTIME-AWS-REQUEST-ID: \t id \t\r\nCONTENT-LENGTH:  2 \r\n\r\n{}")] // padded
    [InlineData("HTTP/1.1 200\r\nLambda-Runtime-Aws-Request-Id: id\r\nContent-Length: 2\r\n\r\n{}")] // no reason
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nTransfer-Encoding: CHUNKED\r\n\r\n1\r\n{\r\n01;x=y\r\n}\r\n0\r\nTrailer: a\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nX-Empty:\r\nX-Other: a: b\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task EventInAnyLawfulFraming_IsRead(string response)
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(response);

        var reply = await connection.ReadAsync();
        Assert.Contains("/invocation/id/response", reply.Line);
        Assert.Equal("[{}]", reply.BodyText);
    }

    [Fact]
    public async Task ChunksInPieces_AreJoined()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        var chunk = new string('y', 100_000);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\nTransfer-Encoding: chunked\r\n\r\n");

        for (var i = 0; i < 20; i++)
        {
            await connection.SendAsync("186A0\r");
            await connection.SendAsync("\n" + chunk + "\r");
            await connection.SendAsync("\n");
        }

        await connection.SendAsync("0\r\n\r\n");

        Assert.Equal(2_000_002, (await connection.ReadAsync()).Body.Length);
    }

    [Fact]
    public async Task BodyWithoutLength_EndsWithTheConnection()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using (var first = await peer.AcceptAsync())
        {
            await first.ReadAsync();
            await first.SendAsync("HTTP/1.0 200 OK\r\nLambda-Runtime-Aws-Request-Id: id\r\n\r\n{}");
        }

        using var second = await peer.AcceptAsync();

        Assert.Equal("[{}]", (await second.ReadAsync()).BodyText);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "did not answer with HTTP/1.1")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "did not answer with HTTP/1.1")]
    [InlineData("HTTP/2 200\r\n\r\n", "did not answer with HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "broken Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n", "broken Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "broken Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "more than")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", "broken Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer coding \"gzip\"")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broken chunk size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "broken chunk size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "chunk size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", "broken chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "broken header line")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "broken header line")]
    [InlineData("HTTP/1.1 200 OK\r\nName : b\r\n\r\n", "broken header line")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "without a usable Lambda-Runtime-Aws-Request-Id")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a/../b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", "without a usable")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nstate", "answered a poll with 403: state")]
    public async Task AnswerThatMakesNoSense_EndsTheFunctionWithAReason(string response, string reason)
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(response);

        Assert.Equal(1, await function.Completion);
        Assert.Contains(reason, function.Log);
    }

    [Fact]
    public async Task HeadWithoutEnd_EndsTheFunction()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, RunningFunction.Bracket);
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Flood: yes\r\n", 8000)));

        Assert.Equal(1, await function.Completion);
        Assert.Contains("a head of more than 65536 bytes", function.Log);
    }
}
