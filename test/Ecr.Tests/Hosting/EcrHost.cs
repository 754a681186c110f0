using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gatehouse.Registry;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Uploads;
using Gatehouse.Services.Ecr;
using Gatehouse.Services.Iam.Sts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Ecr.Tests.Hosting;

/// <summary>ECR and its registry on one port, as the server has them.</summary>
internal sealed class EcrHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EcrService _ecr = null!;
    private RegistryEngine _engine = null!;

    private EcrHost()
    {
    }

    public WireHost Wire { get; private set; } = null!;

    public Uri Address => Wire.Address;

    /// <summary>The registry as <c>repositoryUri</c> names it.</summary>
    public string Registry => $"localhost:{Address.Port}";

    public ImageReader Images { get; private set; } = null!;

    public static async Task<EcrHost> StartAsync(TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        var host = new EcrHost();
        host.Wire = await WireHost.StartAsync(
            store =>
            {
                var blobs = new RepositoryBlobs(host._folder.Path, new BlobStore(host._folder.Path, NullLogger<BlobStore>.Instance));
                var uploads = new UploadStore(blobs, TimeProvider.System);
                host._ecr = new EcrService(store, blobs, uploads, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
                host._ecr.Start();
                host._engine = new RegistryEngine(host._ecr.Catalog, host._ecr.Authorizer, blobs, uploads, NullLogger<RegistryEngine>.Instance);
                host.Images = new ImageReader(host._ecr.Catalog, blobs);
                // Terraform asks who it is before anything else.
                return [host._ecr.Definition, StsService.Define(store, TimeProvider.System)];
            },
            time,
            http => host._engine.HandleAsync(http));
        return host;
    }

    public Task<string> PythonAsync(string script) => Python.RunAsync(Address, "ecr = client('ecr')\n" + script);

    /// <summary>One call over plain HTTP: status and JSON. What boto3 would not send, and what need not wait for Python.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> CallAsync(
        string operation, string request, string account = "000000000000", string region = "us-east-1")
    {
        using var body = new StringContent(request, Encoding.UTF8, "application/x-amz-json-1.1");
        using var response = await Wire.SendAsync(
            "ecr", HttpMethod.Post, "/", body, account, region, target: $"AmazonEC2ContainerRegistry_V20150921.{operation}");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (response.StatusCode, document.RootElement.Clone());
    }

    public async Task CreateAsync(string repository, string further = "")
    {
        var (status, answer) = await CallAsync("CreateRepository", $$"""{"repositoryName":"{{repository}}"{{further}}}""");
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
    }

    /// <summary>A fresh password for the registry.</summary>
    public async Task<string> PasswordAsync(string account = "000000000000", string region = "us-east-1")
    {
        var (_, answer) = await CallAsync("GetAuthorizationToken", "{}", account, region);
        var token = answer.GetProperty("authorizationData")[0].GetProperty("authorizationToken").GetBytesFromBase64();
        return Encoding.UTF8.GetString(token)["AWS:".Length..];
    }

    public async Task<HttpClient> RegistryClientAsync(string account = "000000000000", string region = "us-east-1")
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{await PasswordAsync(account, region)}"));
        return new HttpClient { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) } };
    }

    /// <summary>Pushes an image of one layer with this content, and returns its digest.</summary>
    public async Task<string> PushAsync(string repository, string reference, string content = "layer", HttpClient? client = null)
    {
        using var own = client is null ? await RegistryClientAsync() : null;
        client ??= own!;
        var config = await BlobAsync(client, repository, "{}");
        var layer = await BlobAsync(client, repository, content);
        var manifest = $$"""
            {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{config}}","size":2},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{layer}}","size":{{content.Length}}}]}
            """;
        using var body = new StringContent(manifest, Encoding.UTF8, MediaTypeHeaderValue.Parse(ManifestMediaTypes.OciManifest));
        using var response = await client.PutAsync($"/v2/{repository}/manifests/{reference}", body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return Digest.Of(Encoding.UTF8.GetBytes(manifest)).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _ecr.DisposeAsync();
        await Wire.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<Digest> BlobAsync(HttpClient client, string repository, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        using var response = await client.PostAsync(
            $"/v2/{repository}/blobs/uploads/?digest={Digest.Of(bytes)}", new ByteArrayContent(bytes), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return Digest.Of(bytes);
    }
}
