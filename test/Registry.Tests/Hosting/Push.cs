using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Tests.Hosting;

/// <summary>The steps of a push, for tests that are about what comes after.</summary>
internal static class Push
{
    public static async Task<Digest> BlobAsync(HttpClient client, string repository, byte[] content)
    {
        var digest = Digest.Of(content);
        using var response = await client.PostAsync(
            $"/v2/{repository}/blobs/uploads/?digest={digest}", new ByteArrayContent(content), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return digest;
    }

    public static Task<Digest> BlobAsync(HttpClient client, string repository, string content) =>
        BlobAsync(client, repository, Encoding.UTF8.GetBytes(content));

    public static async Task<HttpResponseMessage> ManifestAsync(
        HttpClient client, string repository, string reference, string manifest, string? mediaType = ManifestMediaTypes.OciManifest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v2/{repository}/manifests/{reference}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(manifest)),
        };
        request.Content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Pushes a small image and returns its manifest's text.</summary>
    public static async Task<string> ImageAsync(HttpClient client, string repository, string reference, string content = "layer", string extra = "")
    {
        var config = await BlobAsync(client, repository, "{}");
        var layer = await BlobAsync(client, repository, content);
        var manifest = ImageManifest(config, layer, content.Length, extra);
        using var response = await ManifestAsync(client, repository, reference, manifest);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return manifest;
    }

    public static string ImageManifest(Digest config, Digest layer, int layerSize, string extra = "") => $$"""
        {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}",{{extra}}
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{config}}","size":2},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{layer}}","size":{{layerSize}}}]}
        """;

    public static Digest DigestOf(string manifest) => Digest.Of(Encoding.UTF8.GetBytes(manifest));
}
