using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Server.Tests.Listening;

/// <summary>Clients that are gone in the middle of what they send: nobody's fault here, so the server's log has nothing of it.</summary>
public sealed class BrokenConnectionTests
{
    private const string Signature = "Authorization: AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/{0}/aws4_request, SignedHeaders=host, Signature=00";

    // Each end and each form of body comes to the server in another way.
    private static readonly string[] s_beginnings = ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"];

    [Fact]
    public async Task BodiesThatBreakOff_LeaveNoTraceInTheLog()
    {
        await using var server = await GatehouseProcess.ServeAsync(more: "--test-clock");
        var repository = await PrepareRepositoryAsync(server.Port);
        string[] heads =
        [
            "POST /restapis HTTP/1.1\r\nHost: localhost\r\n" + Signed("apigateway"),
            "POST /_gatehouse/clock HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json",
            $"POST /v2/broken/blobs/uploads/?digest=sha256:{new string('0', 64)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {repository}",
        ];
        foreach (var head in heads)
        {
            foreach (var beginning in s_beginnings)
            {
                await BreakOffAsync(server.Port, $"{head}\r\nExpect: 100-continue\r\n{beginning}", reset: true);
                await BreakOffAsync(server.Port, $"{head}\r\nExpect: 100-continue\r\n{beginning}", reset: false);
            }
        }

        var end = await server.StopAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("Warning: this server has a test clock.", end.Error.Split(" Whoever")[0]);
        Assert.Single(end.Error.TrimEnd().Split('\n'));
    }

    // The server asks for the body when somebody reads it: the end comes after that.
    private static async Task BreakOffAsync(int port, string request, bool reset)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: reset, 0) };
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new byte[64];
        var length = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 100 ", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    // AWS:PASSWORD for a repository that is there.
    private static async Task<string> PrepareRepositoryAsync(int port)
    {
        await EcrAsync(port, "CreateRepository", """{"repositoryName":"broken"}""");
        using var answer = JsonDocument.Parse(await EcrAsync(port, "GetAuthorizationToken", "{}"));
        return answer.RootElement.GetProperty("authorizationData")[0].GetProperty("authorizationToken").GetString()!;
    }

    private static async Task<string> EcrAsync(int port, string operation, string body)
    {
        var answer = await GatehouseProcess.CurlAsync(
            "-H", Signed("ecr"), "-H", $"X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.{operation}", "-H", "Content-Type: application/x-amz-json-1.1",
            "--data-binary", body, $"http://127.0.0.1:{port}/");
        return answer.Output;
    }

    private static string Signed(string service) => Signature.Replace("{0}", service, StringComparison.Ordinal);
}
