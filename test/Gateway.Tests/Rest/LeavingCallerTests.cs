using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Gateway.Tests.Rest;

// source: ours
public sealed class LeavingCallerTests
{
    [Fact]
    public async Task CallerWhoReadsNoMoreAndLeaves_EndsTheWait()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies($$"""{"body":"{{new string('x', 32 * 1024 * 1024)}}"}""");
        using var follower = gateway.Engine.Journal.Follow(new RequestFilter())!;

        // More than the sockets between them hold: the gateway waits for a caller who reads no more, and then is gone.
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 })
        {
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.Latin1.GetBytes($"GET /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\n\r\n"), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await socket.ReceiveAsync(new byte[512], TestContext.Current.CancellationToken));
        }

        var answered = Assert.Single(await follower.NextAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal((200, null), (answered.Status, answered.Kind));
    }

    [Fact]
    public async Task CallerWhoIsGoneWithTheWholeAnswer_WasAnswered()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies($$"""{"body":"{{new string('x', 300_000)}}"}""");
        using var follower = gateway.Engine.Journal.Follow(new RequestFilter())!;
        using var gone = new CancellationTokenSource();
        var http = new DefaultHttpContext { RequestAborted = gone.Token };
        http.Request.Method = "GET";
        http.Request.Path = "/stg/open/x";
        http.Request.Host = new HostString($"{TestGateway.Api}.execute-api.localhost");
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/stg/open/x";
        http.Response.Body = new HastyCaller(gone);

        await gateway.Engine.HandleAsync(http);

        var answered = Assert.Single(await follower.NextAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal((200, null), (answered.Status, answered.Kind));
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{", true)]
    [InlineData("Content-Length: 100\r\n\r\n{", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nab", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nab", false)]
    public async Task CallerWhoLeavesWithinABody_IsNoConcernOfTheServers(string beginning, bool reset)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var follower = gateway.Engine.Journal.Follow(new RequestFilter())!;

        // The server asks for the body when somebody reads it.
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(reset, 0) })
        {
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"POST /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nExpect: 100-continue\r\n{beginning}"),
                TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await socket.ReceiveAsync(new byte[64], TestContext.Current.CancellationToken));
        }

        var left = Assert.Single(await follower.NextAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(left.Kind is ReasonKind.CallerLeft or ReasonKind.BodyUnreadable, $"{left.Kind}");
        await gateway.DisposeAsync();
        Assert.Empty(gateway.Complaints.All);
    }

    /// <summary>Closes the connection as soon as it has what was sent.</summary>
    private sealed class HastyCaller(CancellationTokenSource gone) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            if (Length >= 300_000)
            {
                await gone.CancelAsync();
            }
        }
    }
}
