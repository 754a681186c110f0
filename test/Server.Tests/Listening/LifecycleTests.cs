using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Server.Tests.Listening;

public sealed class LifecycleTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_EndsTheServerInTimeWithOneLineOfOutput(string signal)
    {
        await using var server = await GatehouseProcess.ServeAsync();
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, server.Port);
        using var half = new TcpClient();
        await half.ConnectAsync(IPAddress.Loopback, server.Port);
        await half.GetStream().WriteAsync("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc"u8.ToArray());
        using var pusher = new TcpClient();
        await pusher.ConnectAsync(IPAddress.Loopback, server.Port);
        await pusher.GetStream().WriteAsync("PATCH /v2/x/blobs/uploads/y HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc"u8.ToArray());
        using var puller = new TcpClient();
        await puller.ConnectAsync(IPAddress.Loopback, server.Port);
        await puller.GetStream().WriteAsync("GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        await puller.GetStream().ReadExactlyAsync(new byte[12]).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        var time = Stopwatch.StartNew();

        var end = await server.StopAsync(signal);

        Assert.True(time.Elapsed < TimeSpan.FromSeconds(5), $"It took {time.Elapsed}.");
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("", end.Error);
        Assert.Equal($"Gatehouse 0.1.0 is ready on http://127.0.0.1:{server.Port} (data: :memory:, functions: bubblewrap)", end.Output.TrimEnd());
    }

    [Fact]
    public async Task PortInUse_IsExplained()
    {
        await using var first = await GatehouseProcess.ServeAsync();

        var second = await GatehouseProcess.RunAsync("serve", "--listen", $"127.0.0.1:{first.Port}", "--data", ":memory:");

        Assert.Equal(1, second.ExitCode);
        Assert.Equal("", second.Output);
        Assert.Contains($"127.0.0.1:{first.Port} is in use by another process", second.Error, StringComparison.Ordinal);
        Assert.Contains("--listen", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortOfAnEndedServer_CanBeTakenAtOnce()
    {
        int port;
        await using (var first = await GatehouseProcess.ServeAsync())
        {
            port = first.Port;
            await GatehouseProcess.CurlAsync($"http://127.0.0.1:{port}/_gatehouse/health");
            await first.StopAsync();
        }

        await using var second = await GatehouseProcess.ServeAsync(listen: $"127.0.0.1:{port}");

        Assert.Equal(port, second.Port);
    }

    [Fact]
    public async Task AddressBeyondLoopback_IsWarnedOfOnce()
    {
        await using var server = await GatehouseProcess.ServeAsync(listen: "0.0.0.0:0");

        var end = await server.StopAsync();

        Assert.Single(end.Error.TrimEnd().Split('\n'));
        Assert.Contains("can be reached from other machines", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ipv6LoopbackAlone_LeavesIpv4Alone()
    {
        await using var server = await GatehouseProcess.ServeAsync(listen: "[::1]:0");

        var four = await GatehouseProcess.CurlAsync($"http://127.0.0.1:{server.Port}/_gatehouse/health");
        var six = await GatehouseProcess.CurlAsync($"http://[::1]:{server.Port}/_gatehouse/health");

        Assert.Equal(7, four.ExitCode); // refused
        Assert.Equal(0, six.ExitCode);
    }
}
