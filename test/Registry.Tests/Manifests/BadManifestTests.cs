using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Manifests;

public sealed class BadManifestTests : RegistryTests
{
    private const string Empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    public static TheoryData<string> Malformed =>
    [
        "",
        "null",
        "[]",
        "{",
        "{\"schemaVersion\":\"two\"}",
        "{\"schemaVersion\":1,\"config\":{},\"layers\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:abc\"},\"layers\":[]}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":null}}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[null]}}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\",\"size\":-1}},\"layers\":[]}}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[{{\"digest\":\"sha256:../../../../../../etc/passwd\"}}]}}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[],\"subject\":{{\"digest\":\"x\"}}}}",
        // Two readings: CVE-2021-41190.
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[],\"manifests\":[]}}",
        $"{{\"schemaVersion\":2,\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[],\"layers\":[]}}",
        $"{{\"schemaVersion\":2,\"mediaType\":\"{ManifestMediaTypes.OciIndex}\",\"manifests\":[]}}",
        $"{{\"schemaVersion\":2,\"mediaType\":\"\\ud800\",\"config\":{{\"digest\":\"{Empty}\"}},\"layers\":[]}}",
        new string('[', 100_000),
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task MalformedManifest_IsRefused(string manifest)
    {
        await Push.BlobAsync(Client, "jobs", "{}");

        using var response = await Push.ManifestAsync(Client, "jobs", "v1", manifest);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task BytesThatAreNoText_AreRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v2/jobs/manifests/v1")
        {
            Content = new ByteArrayContent([.. "{\"mediaType\":\""u8, 0xff, 0xfe, .. "\",\"schemaVersion\":2}"u8]),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ManifestMediaTypes.OciManifest);

        using var response = await Client.SendAsync(request, Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+json")]
    public async Task OtherMediaType_IsRefused(string mediaType)
    {
        using var response = await Push.ManifestAsync(Client, "jobs", "v1", "{\"schemaVersion\":2}", mediaType);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task FourMebibytes_AreTaken_AndOneByteMoreIsNot()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var manifest = Push.ImageManifest(config, config, 2);
        var padded = manifest + new string(' ', ManifestInspector.MostBytes - Encoding.UTF8.GetByteCount(manifest));

        using var taken = await Push.ManifestAsync(Client, "jobs", "v1", padded);
        using var refused = await Push.ManifestAsync(Client, "jobs", "v2", padded + " ");

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        await refused.AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, "MANIFEST_INVALID");
    }

    [Theory]
    [InlineData("-leading", "TAG_INVALID")]
    [InlineData(".leading", "TAG_INVALID")]
    [InlineData("sp%20ace", "TAG_INVALID")]
    [InlineData("v1?tag=%2E%2E%2Fx", "TAG_INVALID")]
    [InlineData("sha256:zz", "DIGEST_INVALID")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", "DIGEST_INVALID")]
    public async Task UnusableReference_IsRefused(string reference, string code)
    {
        using var response = await Push.ManifestAsync(Client, "jobs", reference, "{}");

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task TagOf128Characters_IsTaken_AndOneMoreIsNot()
    {
        await Push.ImageAsync(Client, "jobs", new string('a', 128));

        using var response = await Push.ManifestAsync(Client, "jobs", new string('a', 129), "{}");

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");
    }
}
