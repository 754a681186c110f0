using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Conformance;

/// <summary>
/// The cases of the specification's conformance suite in its four groups, in the order in which a client meets them; what single features promise beyond
/// them is tested beside each feature. source: opencontainers/distribution-spec spec.md 1.1
/// </summary>
public sealed class DistributionTests : RegistryTests
{
    [Theory]
    [InlineData("/v2/jobs/manifests/none")]
    [InlineData("/v2/jobs/manifests/sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/v2/jobs/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Pull_OfWhatIsNotThere_Is404AlsoForHead(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await Client.SendAsync(new HttpRequestMessage(method, path), Cancellation);

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task Push_InChunksOverARestart_MakesTheBlob(string algorithm)
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var digest = Digest.Of(content, new HashAlgorithmName(algorithm.ToUpperInvariant()));
        using var started = await Client.PostAsync("/v2/jobs/blobs/uploads/", content: null, Cancellation);
        var location = started.Header("Location")!;
        foreach (var (first, end) in new[] { (0, 30_000), (30_000, 60_000), (60_000, 100_000) })
        {
            using var chunk = await ChunkAsync(location, content[first..end], first);
            Assert.Equal(HttpStatusCode.Accepted, chunk.StatusCode);
            Assert.Equal($"0-{end - 1}", chunk.Header("Range"));
            location = chunk.Header("Location")!;
            await Registry.RestartAsync();
        }

        using var finished = await Client.PutAsync($"{location}?digest={digest}", content: null, Cancellation);

        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
        Assert.Equal(content, await Client.GetByteArrayAsync(finished.Header("Location"), Cancellation));
    }

    [Fact]
    public async Task Push_OfAChunkOutOfOrder_Is416AndSaysWhereToGoOn()
    {
        using var started = await Client.PostAsync("/v2/jobs/blobs/uploads/", content: null, Cancellation);
        var location = started.Header("Location")!;
        (await ChunkAsync(location, new byte[100], 0)).Dispose();

        using var refused = await ChunkAsync(location, new byte[100], 300);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.Equal("0-99", refused.Header("Range"));

        using var status = await Client.GetAsync(refused.Header("Location"), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        Assert.Equal("0-99", status.Header("Range"));
    }

    [Fact]
    public async Task Push_WithMountedLayers_MakesAnImageOfItsOwn()
    {
        var image = await Push.ImageAsync(Client, "tools", "v1");
        foreach (var blob in new[] { Digest.Of("{}"u8), Digest.Of("layer"u8) })
        {
            using var mounted = await Client.PostAsync($"/v2/team/jobs/blobs/uploads/?mount={blob}&from=tools", content: null, Cancellation);
            Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        }

        using var put = await Push.ManifestAsync(Client, "team/jobs", "v1", image);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        (await Client.DeleteAsync($"/v2/tools/manifests/{Push.DigestOf(image)}", Cancellation)).Dispose();
        (await Client.DeleteAsync($"/v2/tools/blobs/{Digest.Of("layer"u8)}", Cancellation)).Dispose();

        Assert.Equal("layer", await Client.GetStringAsync($"/v2/team/jobs/blobs/{Digest.Of("layer"u8)}", Cancellation));
    }

    [Fact]
    public async Task Push_OfAManifestWithoutLayersAndWithAnEmptyConfig_IsTaken()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var artifact = $$"""
            {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","artifactType":"application/x-thing",
             "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{{config}}","size":2,"data":"e30="},"layers":[],"custom":{"a":[1]} }
            """;

        using var put = await Push.ManifestAsync(Client, "jobs", "artifact", artifact);

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(artifact, await Client.GetStringAsync("/v2/jobs/manifests/artifact", Cancellation));
    }

    [Fact]
    public async Task Discovery_PagesThroughAllTagsByTheirLinks()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "t0");
        var tags = Enumerable.Range(0, 7).Select(i => $"t{i}").ToList();
        foreach (var tag in tags.Skip(1))
        {
            (await Push.ManifestAsync(Client, "jobs", tag, manifest)).Dispose();
        }

        List<string> found = [];
        for (var next = "/v2/jobs/tags/list?n=3"; next is not null;)
        {
            using var page = await Client.GetAsync(next, Cancellation);
            using var document = JsonDocument.Parse(await page.TextAsync());
            found.AddRange(document.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!));
            next = page.Header("Link")?.Split('<', '>')[1];
        }

        Assert.Equal(tags, found);
        Assert.Equal("{\"name\":\"jobs\",\"tags\":[]}", await Client.GetStringAsync("/v2/jobs/tags/list?last=zzz", Cancellation));
        Assert.Equal("{\"name\":\"jobs\",\"tags\":[\"t6\"]}", await Client.GetStringAsync("/v2/jobs/tags/list?n=2&last=t5x", Cancellation));
    }

    [Fact]
    public async Task Discovery_OfReferrersThatAreNotThere_IsAnEmptyIndex()
    {
        using var response = await Client.GetAsync($"/v2/jobs/referrers/{Digest.Of("nothing"u8)}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ManifestMediaTypes.OciIndex, response.Header("Content-Type"));
        using var index = JsonDocument.Parse(await response.TextAsync());
        Assert.Equal(2, index.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(0, index.RootElement.GetProperty("manifests").GetArrayLength());
    }

    [Fact]
    public async Task Discovery_OfAnIndexAsReferrer_LeavesOutWhatItDoesNotSay()
    {
        var subject = Push.DigestOf(await Push.ImageAsync(Client, "jobs", "v1"));
        var index = $$"""
            {"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciIndex}}","manifests":[],
             "subject":{"mediaType":"{{ManifestMediaTypes.OciManifest}}","digest":"{{subject}}","size":9} }
            """;
        using var put = await Push.ManifestAsync(Client, "jobs", Digest.Of(Encoding.UTF8.GetBytes(index)).ToString(), index, ManifestMediaTypes.OciIndex);
        Assert.Equal(subject.ToString(), put.Header("OCI-Subject"));

        using var response = await Client.GetAsync($"/v2/jobs/referrers/{subject}", Cancellation);

        using var found = JsonDocument.Parse(await response.TextAsync());
        var descriptor = Assert.Single(found.RootElement.GetProperty("manifests").EnumerateArray());
        Assert.Equal(ManifestMediaTypes.OciIndex, descriptor.GetProperty("mediaType").GetString());
        Assert.False(descriptor.TryGetProperty("artifactType", out _));
        Assert.Null(response.Header("OCI-Filters-Applied"));
    }

    [Fact]
    public async Task Management_DeletesTagsManifestsAndBlobsEachAlone()
    {
        var manifest = await Push.ImageAsync(Client, "jobs", "v1");
        (await Push.ManifestAsync(Client, "jobs", "v2", manifest)).Dispose();
        foreach (var (path, left) in new[]
        {
            ("/v2/jobs/manifests/v1", "/v2/jobs/manifests/v2"),
            ($"/v2/jobs/manifests/{Push.DigestOf(manifest)}", $"/v2/jobs/blobs/{Digest.Of("layer"u8)}"),
            ($"/v2/jobs/blobs/{Digest.Of("layer"u8)}", $"/v2/jobs/blobs/{Digest.Of("{}"u8)}"),
        })
        {
            using var deleted = await Client.DeleteAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
            using var gone = await Client.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            using var other = await Client.GetAsync(left, Cancellation);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }

        using var tag = await Client.GetAsync("/v2/jobs/manifests/v2", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, tag.StatusCode);
        Assert.Equal("{\"name\":\"jobs\",\"tags\":[]}", await Client.GetStringAsync("/v2/jobs/tags/list", Cancellation));
    }

    private async Task<HttpResponseMessage> ChunkAsync(string location, byte[] chunk, int first)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new ByteArrayContent(chunk) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{first}-{first + chunk.Length - 1}"));
        return await Client.SendAsync(request, Cancellation);
    }
}
