using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Manifests;

public sealed class ManifestTests : RegistryTests
{
    [Fact]
    public async Task PushedByTag_IsReadByTagAndDigestByteForByte()
    {
        var manifest = await Push.ImageAsync(Client, "team/jobs", "v1");
        var digest = Push.DigestOf(manifest);

        foreach (var reference in new[] { "v1", digest.ToString() })
        {
            using var response = await Client.GetAsync($"/v2/team/jobs/manifests/{reference}", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(manifest, await response.TextAsync());
            Assert.Equal(ManifestMediaTypes.OciManifest, response.Header("Content-Type"));
            Assert.Equal(digest.ToString(), response.Header("Docker-Content-Digest"));
        }
    }

    [Fact]
    public async Task Head_SaysTypeSizeAndDigest()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");

        using var response = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v2/jobs/manifests/v1"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(manifest.Length, response.Content.Headers.ContentLength);
        Assert.Equal(ManifestMediaTypes.OciManifest, response.Header("Content-Type"));
        Assert.Equal(Push.DigestOf(manifest).ToString(), response.Header("Docker-Content-Digest"));
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task PushedByDigest_TakesTheTagsOfTheQuery(string algorithm)
    {
        var manifest = Push.ImageManifest(await Push.BlobAsync(Client, "jobs", "{}"), await Push.BlobAsync(Client, "jobs", "layer"), 5);
        var digest = Digest.Of(Encoding.UTF8.GetBytes(manifest), new(algorithm.ToUpperInvariant()));

        using var response = await Push.ManifestAsync(Client, "jobs", $"{digest}?tag=a&tag=b", manifest);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(digest.ToString(), response.Header("Docker-Content-Digest"));
        Assert.Equal("a, b", response.Header("OCI-Tag"));
        Assert.Equal(manifest, await Client.GetStringAsync("/v2/jobs/manifests/b", Cancellation));
        Assert.Equal(manifest, await Client.GetStringAsync($"/v2/jobs/manifests/{digest}", Cancellation));
    }

    [Fact]
    public async Task OtherDigest_IsRefused()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");

        using var response = await Push.ManifestAsync(Client, "jobs", Digest.Of([1]).ToString(), manifest);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    [Fact]
    public async Task TagPushedAgain_Moves()
    {
        var first = await Push.ImageAsync(Client, "jobs", "v1", "one");
        var second = await Push.ImageAsync(Client, "jobs", "v1", "two");

        Assert.Equal(second, await Client.GetStringAsync("/v2/jobs/manifests/v1", Cancellation));
        Assert.Equal(first, await Client.GetStringAsync($"/v2/jobs/manifests/{Push.DigestOf(first)}", Cancellation));
    }

    [Fact]
    public async Task ImmutableTag_IsRefusedInEcrsWords()
    {
        await Push.ImageAsync(Client, "jobs", "fixed-1", "one");
        var second = await Push.ImageAsync(Client, "jobs", "v2", "two");

        using var response = await Push.ManifestAsync(Client, "jobs", "fixed-1", second);

        var message = await response.AssertErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");
        Assert.Equal(
            "The image tag 'fixed-1' already exists in the 'jobs' repository and cannot be overwritten because the tag is immutable.", message);
    }

    [Fact]
    public async Task MissingLayers_AreNamed()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var elsewhere = await Push.BlobAsync(Client, "tools", "layer");

        using var response = await Push.ManifestAsync(Client, "jobs", "v1", Push.ImageManifest(config, elsewhere, 5));

        var message = await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        Assert.Equal(
            $"layers with digests '[{elsewhere}]' required for pushing image into repository with name 'jobs' " +
            "in the registry with id '000000000000' do not exist", message);
    }

    [Fact]
    public async Task LayersThatMayNotBeShared_NeedNotBeHere()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var manifest = Push.ImageManifest(config, Digest.Of([9]), 5)
            .Replace("vnd.oci.image.layer.v1.tar", "vnd.oci.image.layer.nondistributable.v1.tar", StringComparison.Ordinal);

        using var response = await Push.ManifestAsync(Client, "jobs", "v1", manifest);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task IndexOfPushedImages_IsTaken()
    {
        var image = await Push.ImageAsync(Client, "jobs", "v1");
        var index = Index(Push.DigestOf(image), image.Length);

        using var response = await Push.ManifestAsync(Client, "jobs", "all", index, ManifestMediaTypes.OciIndex);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var read = await Client.GetAsync("/v2/jobs/manifests/all", Cancellation);
        Assert.Equal(ManifestMediaTypes.OciIndex, read.Header("Content-Type"));
    }

    [Fact]
    public async Task IndexOfMissingImages_IsRefused()
    {
        using var response = await Push.ManifestAsync(Client, "jobs", "all", Index(Digest.Of([9]), 5), ManifestMediaTypes.OciIndex);

        var message = await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        Assert.StartsWith($"images with digests '[{Digest.Of([9])}]' required", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DockersManifest_IsTakenAsItIs()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var manifest = Push.ImageManifest(config, config, 2)
            .Replace(ManifestMediaTypes.OciManifest, ManifestMediaTypes.DockerManifest, StringComparison.Ordinal);

        using var response = await Push.ManifestAsync(Client, "jobs", "v1", manifest, ManifestMediaTypes.DockerManifest);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var read = await Client.GetAsync("/v2/jobs/manifests/v1", Cancellation);
        Assert.Equal(ManifestMediaTypes.DockerManifest, read.Header("Content-Type"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    public async Task WithoutAContentType_TheManifestSaysWhatItIs(string? mediaType)
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");

        using var response = await Push.ManifestAsync(Client, "jobs", "v2", manifest, mediaType);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var read = await Client.GetAsync("/v2/jobs/manifests/v2", Cancellation);
        Assert.Equal(ManifestMediaTypes.OciManifest, read.Header("Content-Type"));
    }

    [Fact]
    public async Task DeletedTag_LeavesTheImage()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");

        using var deleted = await Client.DeleteAsync("/v2/jobs/manifests/v1", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        using var gone = await Client.GetAsync("/v2/jobs/manifests/v1", Cancellation);
        Assert.Equal("Requested image not found", await gone.AssertErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN"));
        Assert.Equal(manifest, await Client.GetStringAsync($"/v2/jobs/manifests/{Push.DigestOf(manifest)}", Cancellation));
    }

    [Fact]
    public async Task DeletedDigest_TakesItsTagsAlong()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");

        using var deleted = await Client.DeleteAsync($"/v2/jobs/manifests/{Push.DigestOf(manifest)}", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        using var gone = await Client.GetAsync("/v2/jobs/manifests/v1", Cancellation);
        await gone.AssertErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        using var again = await Client.DeleteAsync($"/v2/jobs/manifests/{Push.DigestOf(manifest)}", Cancellation);
        await again.AssertErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task SameEntityTag_IsNotSentAgain()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/jobs/manifests/v1");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Push.DigestOf(manifest)}\""));

        using var response = await Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    private static string Index(Digest image, int size) => $$"""
        {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[
         {"mediaType":"{{ManifestMediaTypes.OciManifest}}","digest":"{{image}}","size":{{size}},"platform":{"os":"linux","architecture":"amd64"} } ]}
        """;
}
