using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Protocol;

public sealed class HostileRequestTests : RegistryTests
{
    [Theory]
    [InlineData("GET /v2/Upper/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET /v2/a..b/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET /v2/jobs%2F..%2Ftools/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET /v2/jobs%00/tags/list", 400, null)]
    [InlineData("GET /v2/_blobs/x/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET /v2//tags/list", 404, "UNSUPPORTED")]
    [InlineData("GET /v2/tags/list", 404, "UNSUPPORTED")]
    [InlineData("GET /v2/jobs/unheard-of", 404, "UNSUPPORTED")]
    [InlineData("GET /v2/jobs/manifests/..%2F..%2Fsecret", 404, "MANIFEST_UNKNOWN")]
    [InlineData("GET /v2/jobs/manifests/.INVALID", 404, "MANIFEST_UNKNOWN")]
    [InlineData("GET /v2/jobs/blobs/sha256:..%2F..%2F..%2Fetc%2Fpasswd", 400, "DIGEST_INVALID")]
    [InlineData("GET /v2/jobs/blobs/SHA256:44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A", 400, "DIGEST_INVALID")]
    [InlineData("PATCH /v2/jobs/blobs/uploads/..%2F..%2Fx", 404, "BLOB_UPLOAD_UNKNOWN")]
    [InlineData("PATCH /v2/jobs/blobs/uploads/6f9619ff-8b86-d011-b42d-00c04fc964ff", 404, "BLOB_UPLOAD_UNKNOWN")]
    public async Task PathThatLeadsNowhere_IsRefused(string line, int status, string? code)
    {
        var reply = await SendRawAsync($"{line} HTTP/1.1\r\nHost: {Registry.Address}\r\n{Authorization}Content-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", reply, StringComparison.Ordinal);
        if (code is not null)
        {
            Assert.Contains($"\"code\":\"{code}\"", reply, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NameOf257Characters_IsInvalid()
    {
        using var response = await Client.GetAsync($"/v2/{new string('a', 257)}/tags/list", Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "NAME_INVALID");
    }

    [Fact]
    public async Task BrokenChunkedBody_LeavesTheServerAndTheUpload()
    {
        using var started = await Client.PostAsync("/v2/jobs/blobs/uploads/", content: null, Cancellation);
        var location = started.Header("Location");

        var reply = await SendRawAsync(
            $"PATCH {location} HTTP/1.1\r\nHost: {Registry.Address}\r\n{Authorization}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        using var status = await Client.GetAsync(location, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        using var finished = await Client.PutAsync($"{location}?digest={Digest.Of([])}", content: null, Cancellation);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    private static string Authorization => $"Authorization: {TestRegistry.Basic("AWS", FixedAuthorizer.Password)}\r\n";

    /// <summary>What no client library would send. Returns everything until the server closes.</summary>
    private async Task<string> SendRawAsync(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Registry.Port, Cancellation);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
