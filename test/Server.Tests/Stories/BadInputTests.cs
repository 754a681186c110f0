using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>What strangers send. After each of it the server answers as before.</summary>
[Collection(JobsApiStories.Name)]
public sealed class BadInputTests(JobsApi jobs) : IAsyncLifetime
{
    private const string Signature =
        "Authorization: AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/SERVICE/aws4_request, SignedHeaders=host, Signature=00";

    public ValueTask InitializeAsync() => default;

    /// <summary>Whatever came before, a caller with a key is served.</summary>
    public async ValueTask DisposeAsync() => Assert.Equal(200, (await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1")).Status);

    [Theory]
    [InlineData("ecr", "POST", "/", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories", 400)]
    [InlineData("logs", "POST", "/", "Logs_20140328.DescribeLogGroups", 400)]
    [InlineData("apigateway", "POST", "/restapis", null, 400)]
    [InlineData("lambda", "POST", "/2015-03-31/functions", null, 400)]
    public async Task BrokenJson_IsTheCallersFault(string service, string method, string path, string? target, int status)
    {
        foreach (var body in new[] { "{", "[]", "\"text\"", "{\"a\":}", "\u0001", "{\"a\":\"\\ud800\"}x" })
        {
            var answer = await Answer.OfAsync(
                ["-X", method, "-H", Signature.Replace("SERVICE", service, StringComparison.Ordinal), "-H", "Content-Type: application/x-amz-json-1.1",
                    .. target is null ? (string[])[] : ["-H", $"X-Amz-Target: {target}"], "--data-binary", body, $"http://127.0.0.1:{jobs.Server.Port}{path}"]);

            Assert.True(answer.Status == status, $"{service} answered {answer.Status} to {body}: {answer.Body}");
            Assert.NotNull(answer.RequestId);
        }
    }

    [Theory]
    [InlineData("iam")]
    [InlineData("sts")]
    public async Task BrokenForm_IsTheCallersFault(string service)
    {
        foreach (var body in new[] { "", "{", "Action", "Action=CreateRole&RoleName=%ZZ", "Action=NoSuchThing&Version=2010-05-08", "=&=&&&" })
        {
            var answer = await Answer.OfAsync(
                "-H", Signature.Replace("SERVICE", service, StringComparison.Ordinal), "--data-binary", body, $"http://127.0.0.1:{jobs.Server.Port}/");

            Assert.True(answer.Status is >= 400 and < 500 or 501, $"{service} answered {answer.Status} to {body}: {answer.Body}");
        }
    }

    [Fact]
    public async Task BodyOfMoreThanTenMegabytes_IsRefusedInText()
    {
        var file = jobs.Server.In("large");
        await File.WriteAllBytesAsync(file, new byte[10_485_761]);

        var declared = await Answer.OfAsync("-H", "Expect:", "-H", jobs.WithKey, "--data-binary", "@" + file, jobs.Url + "/jobs");
        var chunked = await Answer.OfAsync("-H", "Expect:", "-H", "Transfer-Encoding: chunked", "-H", jobs.WithKey, "--data-binary", "@" + file, jobs.Url + "/jobs");

        Assert.All([declared, chunked], answer => Assert.Equal((413, "HTTP content length exceeded 10485760 bytes."), (answer.Status, answer.Body)));
    }

    [Fact]
    public async Task BodyThatLambdaCannotTake_IsTooLong()
    {
        var file = jobs.Server.In("six");
        await File.WriteAllTextAsync(file, new string('a', 6_500_000));

        var answer = await Answer.OfAsync("-H", "Expect:", "-H", jobs.WithKey, "--data-binary", "@" + file, jobs.Url + "/jobs");

        Assert.Equal((413, """{"message":"Request Too Long"}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task FloodOfHeaders_IsRefused()
    {
        var some = Enumerable.Range(0, 90).SelectMany(i => new[] { "-H", $"x-{i}: {new string('v', 120)}" }).ToArray();
        var many = Enumerable.Range(0, 2000).SelectMany(i => new[] { "-H", $"x-{i}: v" }).ToArray();

        var gateways = await Answer.OfAsync(["-H", jobs.WithKey, .. some, jobs.Url + "/jobs/1"]);
        var servers = await Answer.OfAsync(["-H", jobs.WithKey, .. many, jobs.Url + "/jobs/1"]);

        Assert.Equal(431, gateways.Status);
        Assert.Equal(431, servers.Status);
    }

    [Theory]
    [InlineData("/jobs/%")]
    [InlineData("/jobs/%zz")]
    [InlineData("/jobs/1?a=%f")]
    [InlineData("/jobs/1?a={b}")]
    public async Task BrokenPercentEncoding_IsABadRequest(string path)
    {
        var answer = await Answer.OfAsync("-g", "-H", jobs.WithKey, jobs.Url + path);

        Assert.Equal((400, """{"message":"Bad Request"}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nab")]
    public async Task BodiesThatNeverEnd_KeepNobodyElseOut(string rest)
    {
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 50; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, jobs.Server.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"POST /_aws/execute-api/{jobs.Id}/stg/jobs HTTP/1.1\r\nHost: localhost\r\n{jobs.WithKey}\r\n{rest}"));
            }

            var answer = await Answer.OfAsync("--max-time", "5", "-H", jobs.WithKey, jobs.Url + "/jobs/2");

            Assert.Equal(200, answer.Status);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("\0\u0001\u0002\u0003")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame at all, is it?")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005hello")]
    public async Task GarbageOnThePort_EndsThatConnectionAlone(string garbage)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, jobs.Server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(garbage));
        client.Client.Shutdown(SocketShutdown.Send);

        var said = await ReadToEndAsync(stream);

        Assert.DoesNotContain(" 200 ", said, StringComparison.Ordinal);
        Assert.DoesNotContain(" 500 ", said, StringComparison.Ordinal);
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes).WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }

        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
