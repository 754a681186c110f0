using System.Net;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Blobs;

public sealed class BlobTests : RegistryTests
{
    [Fact]
    public async Task Head_SaysSizeAndDigest()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/jobs/blobs/{digest}"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(10, response.Content.Headers.ContentLength);
        Assert.Equal(digest.ToString(), response.Header("Docker-Content-Digest"));
        Assert.Equal("application/octet-stream", response.Header("Content-Type"));
        Assert.Equal("bytes", response.Header("Accept-Ranges"));
    }

    [Fact]
    public async Task EncodedColon_IsTheSameDigest()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        Assert.Equal("0123456789", await Client.GetStringAsync($"/v2/jobs/blobs/sha256%3A{digest.Hex}", Cancellation));
    }

    [Theory]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=7-100", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=-20", "0123456789", "bytes 0-9/10")]
    public async Task Range_IsServedAlone(string range, string expected, string contentRange)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request => request.Headers.TryAddWithoutValidation("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(expected, await response.TextAsync());
        Assert.Equal(contentRange, response.Header("Content-Range"));
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-12")]
    [InlineData("bytes=-0")]
    public async Task RangeOutside_IsNotSatisfiable(string range)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request => request.Headers.TryAddWithoutValidation("Range", range));

        await response.AssertErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "SIZE_INVALID");
        Assert.Equal("bytes */10", response.Header("Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=x")]
    public async Task RangeThatIsNone_GetsTheWhole(string range)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request => request.Headers.TryAddWithoutValidation("Range", range));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("0123456789", await response.TextAsync());
    }

    [Theory]
    [InlineData("\"TAG\"")]
    [InlineData("W/\"TAG\"")]
    [InlineData("\"other\", \"TAG\"")]
    [InlineData("*")]
    public async Task SameEntityTag_IsNotSentAgain(string condition)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request => request.Headers.TryAddWithoutValidation(
            "If-None-Match", condition.Replace("TAG", digest.ToString(), StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal($"\"{digest}\"", response.Header("ETag"));
    }

    [Fact]
    public async Task OtherEntityTag_GetsTheWhole()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request => request.Headers.TryAddWithoutValidation("If-None-Match", "\"other\""));

        Assert.Equal("0123456789", await response.TextAsync());
    }

    [Theory]
    [InlineData("\"TAG\"", "234")]
    [InlineData("\"other\"", "0123456789")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT", "0123456789")]
    public async Task RangeOfAnotherContent_GetsTheWhole(string condition, string expected)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await GetAsync(digest, request =>
        {
            request.Headers.TryAddWithoutValidation("Range", "bytes=2-4");
            request.Headers.TryAddWithoutValidation("If-Range", condition.Replace("TAG", digest.ToString(), StringComparison.Ordinal));
        });

        Assert.Equal(expected, await response.TextAsync());
    }

    [Fact]
    public async Task BlobOfAnotherRepository_IsUnknown()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");

        using var response = await Client.GetAsync($"/v2/tools/blobs/{digest}", Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Fact]
    public async Task DeletedBlob_IsGoneFromItsRepositoryOnly()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "0123456789");
        await Push.BlobAsync(Client, "tools", "0123456789");

        using var deleted = await Client.DeleteAsync($"/v2/jobs/blobs/{digest}", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        using var gone = await Client.GetAsync($"/v2/jobs/blobs/{digest}", Cancellation);
        await gone.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        using var again = await Client.DeleteAsync($"/v2/jobs/blobs/{digest}", Cancellation);
        await again.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        Assert.Equal("0123456789", await Client.GetStringAsync($"/v2/tools/blobs/{digest}", Cancellation));
    }

    private async Task<HttpResponseMessage> GetAsync(Digest digest, Action<HttpRequestMessage> set)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/jobs/blobs/{digest}");
        set(request);
        return await Client.SendAsync(request, Cancellation);
    }
}
