using System.Net;
using System.Text;

namespace Gatehouse.Server.Tests.Cli;

public sealed class ExplainTests
{
    // As Gatehouse.Gateway.Journal writes it.
    private const string Request =
        """
        {"requestId":"r-1","time":"2026-01-02T03:04:05.678Z","method":"GET","path":"/jobs/1","apiId":"abc","stage":"prod","status":403,"durationMs":0.42,"reason":"KeyMissing"}
        """;

    private const string Refused =
        $$$"""
        {"request":{{{Request}}},
         "steps":[{"name":"MatchRoute","microseconds":10,"outcome":"passed"},{"name":"IdentifyApiKey","microseconds":2.1,"outcome":"refused"}],
         "refusal":{"responseType":"INVALID_API_KEY","kind":"KeyMissing","explanation":"The method asks for a key.","compared":{"resource":"/jobs/{id}"},
          "terraform":"Send the header x-api-key."}}
        """;

    [Fact]
    public async Task RefusedRequest_IsExplainedWithWhatToChange()
    {
        await using var server = new CannedServer("/_gatehouse/requests/last", Refused);

        var explained = await GatehouseProcess.RunAsync("explain", "last", "--endpoint", server.Address);

        Assert.Equal(0, explained.ExitCode);
        Assert.Equal(
            """
            GET /jobs/1 -> 403 in 0.42 ms
              request r-1 at 2026-01-02T03:04:05.678Z, API abc, stage prod

            Stages:
              MatchRoute       0.01 ms  passed
              IdentifyApiKey  0.002 ms  refused

            Refused: KeyMissing
              The method asks for a key.
                resource: /jobs/{id}

            What to change:
              Send the header x-api-key.

            """, explained.Output);
    }

    [Fact]
    public async Task UnknownRequest_IsSaid()
    {
        await using var server = new CannedServer("/_gatehouse/requests/last", Refused);

        var explained = await GatehouseProcess.RunAsync("explain", "r-2", "--endpoint", server.Address);

        Assert.Equal(1, explained.ExitCode);
        Assert.Contains("'r-2'", explained.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EscapeSequencesInAPath_DoNotReachTheTerminal()
    {
        await using var server = new CannedServer("/_gatehouse/requests/last", Refused.Replace("/jobs/1", """/\u001b[31mred""", StringComparison.Ordinal));

        var explained = await GatehouseProcess.RunAsync("explain", "last", "--endpoint", server.Address);

        Assert.Contains("GET /?[31mred ->", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_AreListedByStatus()
    {
        await using var server = new CannedServer("/_gatehouse/requests?status=403", $$"""{"requests":[{{Request}}]}""");

        var listed = await GatehouseProcess.RunAsync("requests", "--status", "403", "--endpoint", server.Address);

        Assert.Equal("2026-01-02T03:04:05.678Z  r-1  403     0.42 ms  GET /jobs/1  KeyMissing\n", listed.Output);
    }

    [Fact]
    public async Task OtherServer_IsNotTakenForGatehouse()
    {
        await using var server = new CannedServer("/_gatehouse/requests/last", "<html>hello</html>");

        var explained = await GatehouseProcess.RunAsync("explain", "last", "--endpoint", server.Address);

        Assert.Equal(1, explained.ExitCode);
        Assert.Contains("is not Gatehouse", explained.Error, StringComparison.Ordinal);
    }

    /// <summary>Answers one path with one document, anything else with 404.</summary>
    private sealed class CannedServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _answers;

        public CannedServer(string pathAndQuery, string body)
        {
            var port = FreePort();
            Address = $"http://127.0.0.1:{port}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _answers = AnswerAsync(pathAndQuery, Encoding.UTF8.GetBytes(body));
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _answers;
        }

        private static int FreePort()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        private async Task AnswerAsync(string pathAndQuery, byte[] body)
        {
            while (true)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    if (context.Request.Url!.PathAndQuery == pathAndQuery)
                    {
                        await context.Response.OutputStream.WriteAsync(body);
                    }
                    else
                    {
                        context.Response.StatusCode = 404;
                    }

                    context.Response.Close();
                }
                catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
