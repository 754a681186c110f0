using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.Server.Tests.Listening;

public sealed class SharedPortTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Health = "/_gatehouse/health";
    private const string Version = "\n%{http_version} %{response_code}";

    [Fact]
    public async Task PlainHttp1_IsAnswered()
    {
        var answer = await GatehouseProcess.CurlAsync("--http1.1", "-w", Version, server.Http + Health);

        Assert.EndsWith("\n1.1 200", answer.Output, StringComparison.Ordinal);
        Assert.StartsWith("""{"status":"ok","version":"0.1.0","parts":{""", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http2WithPriorKnowledge_IsAnsweredOverHttp2()
    {
        var answer = await GatehouseProcess.CurlAsync("--http2-prior-knowledge", "-w", Version, server.Http + Health);

        Assert.EndsWith("\n2 200", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http2", "2")]
    [InlineData("--http1.1", "1.1")]
    public async Task Tls_SpeaksWhatAlpnAgreesOn(string offer, string version)
    {
        var answer = await GatehouseProcess.CurlAsync(
            offer, "--cacert", server.Authority, "-w", Version, $"https://localhost:{server.Port}{Health}");

        Assert.EndsWith($"\n{version} 200", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc123.execute-api.us-east-1.amazonaws.com")]
    [InlineData("abc123.execute-api.localhost")]
    [InlineData("api.example.com")] // a custom domain
    [InlineData("a-very-long-label-of-a-custom-domain-name-for-an-api.department.example.com")] // longer than a common name may be
    public async Task TlsForAnyHostName_IsTrustedByTheAuthority(string host)
    {
        var answer = await GatehouseProcess.CurlAsync(
            "--cacert", server.Authority, "--connect-to", $"::localhost:{server.Port}", "-w", Version, $"https://{host}/prod/jobs");

        Assert.Equal("", answer.Error);
        Assert.Matches(@"\n2 4\d\d\z", answer.Output); // no such API, said over HTTP/2
    }

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://[::1]")]
    public async Task TlsByAddress_IsTrustedByTheAuthority(string address)
    {
        var answer = await GatehouseProcess.CurlAsync("--cacert", server.Authority, "-w", Version, $"{address}:{server.Port}{Health}");

        Assert.EndsWith("\n2 200", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsWithoutTheAuthority_IsNotTrusted()
    {
        var answer = await GatehouseProcess.CurlAsync($"https://localhost:{server.Port}{Health}");

        Assert.Equal(60, answer.ExitCode);
    }

    [Fact]
    public async Task Ipv6Loopback_HasTheSamePort()
    {
        var answer = await GatehouseProcess.CurlAsync("-w", Version, $"http://[::1]:{server.Port}{Health}");

        Assert.EndsWith("\n1.1 200", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentClients_DoNotKeepOthersOut()
    {
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 600; i++) // more than any queue on the way holds
            {
                var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, server.Port);
                silent.Add(client);
            }

            var answer = await GatehouseProcess.CurlAsync("--max-time", "3", "-w", Version, server.Http + Health);

            Assert.EndsWith("\n1.1 200", answer.Output, StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("P", "OST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 4")]
    [InlineData("PR", "OPFIND /x HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 4")]
    [InlineData("G", "ET /x HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 4")]
    public async Task FirstBytesInPieces_AreUnderstood(string first, string rest, string expected)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(rest));

        Assert.StartsWith(expected, await ReadAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrefaceInPieces_IsHttp2()
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PR"u8.ToArray());
        await stream.WriteAsync("I * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray());

        var frame = new byte[9];
        await stream.ReadExactlyAsync(frame).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(4, frame[3]); // SETTINGS
    }

    [Fact]
    public async Task Garbage_IsRefusedAndTheServerStaysUp()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(new byte[] { 0x16, 3, 1, 0xFF, 0xFF, 0, 0, 0, 1, 2, 3 });
        client.Client.Shutdown(SocketShutdown.Send);
        await ReadAsync(stream);

        var answer = await GatehouseProcess.CurlAsync("-w", Version, server.Http + Health);

        Assert.EndsWith("\n1.1 200", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(20_000, false)] // API Gateway's own limit of 10,240 bytes is the gateway's business
    public async Task HeadersPastTheLimit_AreRefused(int length, bool isRefused)
    {
        var answer = await GatehouseProcess.CurlAsync(
            "-H", "x-long: " + new string('a', length), "-o", "/dev/null", "-w", "%{response_code}", server.Http + "/x");

        Assert.Equal(isRefused, answer.Output == "431");
    }

    [Fact]
    public async Task RequestLinePastTheLimit_IsRefused()
    {
        var answer = await GatehouseProcess.CurlAsync("-o", "/dev/null", "-w", "%{response_code}", $"{server.Http}/{new string('a', 20_000)}");

        Assert.Equal("414", answer.Output);
    }

    [Fact]
    public async Task Answer_DoesNotNameTheServer()
    {
        var answer = await GatehouseProcess.CurlAsync("-i", server.Http + Health);

        Assert.DoesNotContain("\nServer:", answer.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[1024];
        var count = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
