using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Server.Tests.Images;

/// <summary>Uploads over connections that break or dawdle, through the whole server.</summary>
public sealed class BrokenUploadTests : IAsyncLifetime
{
    private GatehouseProcess _server = null!;
    private HttpClient _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatehouseProcess.ServeAsync();
        var token = await Python.RunAsync(_server.Address, """
            ecr = client('ecr')
            ecr.create_repository(repositoryName='app')
            print(ecr.get_authorization_token()['authorizationData'][0]['authorizationToken'])
            """);
        _registry = new HttpClient { BaseAddress = _server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", token.Trim()) } };
    }

    public async ValueTask DisposeAsync()
    {
        _registry.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the connection is reset instead of closed
    public async Task ClientThatLeavesHalfway_GoesOnWhereItWas(bool resets)
    {
        var content = RandomNumberGenerator.GetBytes(5_000_000);
        var location = await StartAsync();
        using (var client = await SendAsync(location, content.Length, content[..3_000_000]))
        {
            client.LingerState = new LingerOption(enable: resets, seconds: 0);
        }

        // The server may not have seen the request yet. What a reset overtakes is lost, and what waits between socket and file when a connection ends.
        var kept = 0;
        for (var attempt = 0; attempt < 1000 && kept < 1_500_000; attempt += resets ? 100 : 1)
        {
            using var status = await _registry.GetAsync(location, TestContext.Current.CancellationToken);
            kept = int.Parse(status.Headers.GetValues("Range").Single()["0-".Length..], CultureInfo.InvariantCulture);
        }

        Assert.True(resets || kept >= 1_500_000, $"{kept}");
        var from = kept == 0 ? 0 : kept + 1;
        using var rest = new ByteArrayContent(content[from..]);
        rest.Headers.TryAddWithoutValidation("Content-Range", $"{from}-{content.Length - 1}");
        using var chunk = await _registry.PatchAsync(location, rest, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, chunk.StatusCode);
        Assert.Equal(HttpStatusCode.Created, await FinishAsync(location, content));
    }

    [Fact]
    public async Task BodyInSmallPieces_ArrivesWhole()
    {
        var content = RandomNumberGenerator.GetBytes(400_000);
        var location = await StartAsync();
        using var client = await SendAsync(location, content.Length, []);
        client.NoDelay = true;
        for (var sent = 0; sent < content.Length; sent += 1000)
        {
            await client.GetStream().WriteAsync(content.AsMemory(sent, 1000), TestContext.Current.CancellationToken);
        }

        var answer = new byte[12];
        await client.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 202", Encoding.ASCII.GetString(answer));
        Assert.Equal(HttpStatusCode.Created, await FinishAsync(location, content));
    }

    private async Task<Uri> StartAsync()
    {
        using var started = await _registry.PostAsync("/v2/app/blobs/uploads/", content: null, TestContext.Current.CancellationToken);
        return new Uri(_server.Address, started.Headers.Location!);
    }

    private async Task<TcpClient> SendAsync(Uri location, int length, byte[] start)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"PATCH {location.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {_registry.DefaultRequestHeaders.Authorization}\r\nContent-Length: {length}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(start, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task<HttpStatusCode> FinishAsync(Uri location, byte[] content)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        using var finished = await _registry.PutAsync($"{location}?digest={digest}", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(content, await _registry.GetByteArrayAsync($"/v2/app/blobs/{digest}", TestContext.Current.CancellationToken));
        return finished.StatusCode;
    }
}
