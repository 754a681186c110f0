using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Gatehouse.Server.Tests.Images;

public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatehouseProcess _server = null!;
    private HttpClient _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatehouseProcess.ServeOnSmallDiskAsync(Directory.CreateDirectory(_folder.In("data")).FullName, 24);
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
        _folder.Dispose();
    }

    [Fact]
    public async Task FullDisk_SaysSoAndTakesPushesAgainOnceThereIsRoom()
    {
        var kept = await PushAsync(Content(4));
        Assert.Equal(HttpStatusCode.Created, kept.Status);

        var refused = await PushAsync(Content(40));
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.Status);
        Assert.Contains("No space left on device", refused.Text, StringComparison.Ordinal);

        // What the refused push brought is gone, so that others can go on.
        Assert.Equal(HttpStatusCode.Created, (await PushAsync(Content(5))).Status);
        Assert.Equal(4 << 20, (await _registry.GetByteArrayAsync($"/v2/app/blobs/{kept.Digest}", TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task ChunkThatDoesNotFit_LeavesTheUploadAsItWas()
    {
        using var started = await _registry.PostAsync("/v2/app/blobs/uploads/", content: null, TestContext.Current.CancellationToken);
        var location = started.Headers.Location!;
        var (first, second) = (Content(10), Content(30));
        Assert.Equal(HttpStatusCode.Accepted, await PatchAsync(location, first));

        Assert.Equal(HttpStatusCode.InsufficientStorage, await PatchAsync(location, second));

        using var status = await _registry.GetAsync(location, TestContext.Current.CancellationToken);
        Assert.Equal($"0-{first.Length - 1}", status.Headers.GetValues("Range").Single());
        Assert.Equal(HttpStatusCode.Accepted, await PatchAsync(location, second[..(5 << 20)]));
        var digest = DigestOf([.. first, .. second[..(5 << 20)]]);
        using var finished = await _registry.PutAsync($"{location}?digest={digest}", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    private async Task<HttpStatusCode> PatchAsync(Uri location, byte[] chunk)
    {
        using var response = await _registry.PatchAsync(location, new ByteArrayContent(chunk), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Text, string Digest)> PushAsync(byte[] content)
    {
        var digest = DigestOf(content);
        using var response = await _registry.PostAsync($"/v2/app/blobs/uploads/?digest={digest}", new ByteArrayContent(content), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), digest);
    }

    private static byte[] Content(int megabytes) => RandomNumberGenerator.GetBytes(megabytes << 20);

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
