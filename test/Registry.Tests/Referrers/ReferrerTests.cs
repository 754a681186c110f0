using System.Net;
using System.Text.Json;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Referrers;

public sealed class ReferrerTests : RegistryTests
{
    [Fact]
    public async Task ManifestWithASubject_IsListedWithItsTypeAndAnnotations()
    {
        var subject = Push.DigestOf(await Push.ImageAsync(Client, "jobs", "v1"));
        var signature = await SignAsync(subject, "application/x-signature");

        using var response = await Client.GetAsync($"/v2/jobs/referrers/{subject}", Cancellation);

        Assert.Equal(ManifestMediaTypes.OciIndex, response.Header("Content-Type"));
        var descriptor = Assert.Single(await DescriptorsAsync(response));
        Assert.Equal(Push.DigestOf(signature).ToString(), descriptor.GetProperty("digest").GetString());
        Assert.Equal(signature.Length, descriptor.GetProperty("size").GetInt32());
        Assert.Equal(ManifestMediaTypes.OciManifest, descriptor.GetProperty("mediaType").GetString());
        Assert.Equal("application/x-signature", descriptor.GetProperty("artifactType").GetString());
        Assert.Equal("me", descriptor.GetProperty("annotations").GetProperty("by").GetString());
    }

    [Fact]
    public async Task Filter_KeepsOneType()
    {
        var subject = Push.DigestOf(await Push.ImageAsync(Client, "jobs", "v1"));
        await SignAsync(subject, "application/x-signature");
        var sbom = await SignAsync(subject, "application/x-sbom");

        using var response = await Client.GetAsync($"/v2/jobs/referrers/{subject}?artifactType=application/x-sbom", Cancellation);

        Assert.Equal("artifactType", response.Header("OCI-Filters-Applied"));
        Assert.Equal(
            Push.DigestOf(sbom).ToString(), Assert.Single(await DescriptorsAsync(response)).GetProperty("digest").GetString());
    }

    [Fact]
    public async Task WithoutAnArtifactType_TheConfigsTypeCounts()
    {
        var subject = Digest.Of([7]);
        await Push.ImageAsync(Client, "jobs", "about", extra: SubjectOf(subject));

        using var response = await Client.GetAsync($"/v2/jobs/referrers/{subject}", Cancellation);

        Assert.Equal(
            "application/vnd.oci.image.config.v1+json",
            Assert.Single(await DescriptorsAsync(response)).GetProperty("artifactType").GetString());
    }

    [Fact]
    public async Task SubjectThatIsNotThere_IsAcceptedAndConfirmed()
    {
        var subject = Digest.Of([7]);
        var config = await Push.BlobAsync(Client, "jobs", "{}");

        using var response = await Push.ManifestAsync(
            Client, "jobs", "about", Push.ImageManifest(config, config, 2, SubjectOf(subject)));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(subject.ToString(), response.Header("OCI-Subject"));
    }

    [Fact]
    public async Task DeletedReferrer_IsNoLongerListed()
    {
        var subject = Digest.Of([7]);
        var signature = await SignAsync(subject, "application/x-signature");
        (await Client.DeleteAsync($"/v2/jobs/manifests/{Push.DigestOf(signature)}", Cancellation)).Dispose();

        using var response = await Client.GetAsync($"/v2/jobs/referrers/{subject}", Cancellation);

        Assert.Empty(await DescriptorsAsync(response));
    }

    [Fact]
    public async Task UnusableDigest_IsRefused()
    {
        using var response = await Client.GetAsync("/v2/jobs/referrers/latest", Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    private Task<string> SignAsync(Digest subject, string type) => Push.ImageAsync(
        Client, "jobs", type.Split('-')[^1], extra: $"\"artifactType\":\"{type}\",\"annotations\":{{\"by\":\"me\"}},{SubjectOf(subject)}");

    private static string SubjectOf(Digest subject) =>
        $"\"subject\":{{\"mediaType\":\"{ManifestMediaTypes.OciManifest}\",\"digest\":\"{subject}\",\"size\":9}},";

    private static async Task<IReadOnlyList<JsonElement>> DescriptorsAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var index = JsonDocument.Parse(await response.TextAsync());
        return [.. index.RootElement.GetProperty("manifests").EnumerateArray().Select(descriptor => descriptor.Clone())];
    }
}
