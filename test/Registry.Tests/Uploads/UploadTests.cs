using System.Net;
using System.Net.Http.Headers;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Uploads;

public sealed class UploadTests : RegistryTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))];

    [Fact]
    public async Task WholeBlobInOnePost_IsThere()
    {
        var digest = await Push.BlobAsync(Client, "team/jobs", Content);

        Assert.Equal(Content, await Client.GetByteArrayAsync($"/v2/team/jobs/blobs/{digest}", Cancellation));
    }

    [Fact]
    public async Task PostThenPut_Creates()
    {
        var digest = Digest.Of(Content);
        var location = await StartAsync();

        using var response = await Client.PutAsync($"{location}?digest={digest}", new ByteArrayContent(Content), Cancellation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/v2/jobs/blobs/{digest}", response.Header("Location"));
        Assert.Equal(digest.ToString(), response.Header("Docker-Content-Digest"));
        Assert.Equal(Content, await Client.GetByteArrayAsync(response.Header("Location"), Cancellation));
    }

    [Fact]
    public async Task StreamOfUnknownLength_IsTakenWhole()
    {
        var location = await StartAsync();
        using var stream = new MemoryStream(Content);
        using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new StreamContent(stream) };
        request.Headers.TransferEncodingChunked = true;

        using var patched = await Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
        Assert.Equal("0-2999999", patched.Header("Range"));

        await FinishAsync(patched.Header("Location")!, Digest.Of(Content));
    }

    [Fact]
    public async Task ChunksInOrder_MakeTheBlob()
    {
        var location = await StartAsync();
        using var first = await PatchAsync(location, Content[..1000], "0-999");
        Assert.Equal("0-999", first.Header("Range"));
        using var second = await PatchAsync(location, Content[1000..2_000_000], "1000-1999999");
        Assert.Equal("0-1999999", second.Header("Range"));

        using var request = new HttpRequestMessage(HttpMethod.Put, $"{location}?digest={Digest.Of(Content)}")
        {
            Content = new ByteArrayContent(Content[2_000_000..]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", "2000000-2999999");
        using var response = await Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Content, await Client.GetByteArrayAsync(response.Header("Location"), Cancellation));
    }

    [Theory]
    [InlineData("1001-1100")]
    [InlineData("0-99")]
    [InlineData("1000-900")]
    [InlineData("nonsense")]
    public async Task ChunkOutOfOrder_IsRefusedAndChangesNothing(string range)
    {
        var location = await StartAsync();
        (await PatchAsync(location, Content[..1000], "0-999")).Dispose();

        using var refused = await PatchAsync(location, Content[1000..1100], range);

        await refused.AssertErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "BLOB_UPLOAD_INVALID");
        Assert.Equal("0-999", await StatusAsync(location));
        (await PatchAsync(location, Content[1000..], null)).Dispose();
        await FinishAsync(location, Digest.Of(Content));
    }

    [Theory]
    [InlineData("0-99")]
    [InlineData("0-1999")]
    public async Task ChunkOfAnotherLengthThanItsRange_IsRefusedAndChangesNothing(string range)
    {
        var location = await StartAsync();

        using var refused = await PatchAsync(location, Content[..1000], range);

        await refused.AssertErrorAsync(HttpStatusCode.BadRequest, "SIZE_INVALID");
        (await PatchAsync(location, Content, "0-2999999")).Dispose();
        await FinishAsync(location, Digest.Of(Content));
    }

    [Fact]
    public async Task OtherDigest_IsRefusedAndLeavesNothing()
    {
        var location = await StartAsync();
        var other = Digest.Of([1, 2, 3]);

        using var response = await Client.PutAsync($"{location}?digest={other}", new ByteArrayContent(Content), Cancellation);

        var message = await response.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        Assert.Contains(Digest.Of(Content).ToString(), message, StringComparison.Ordinal);
        Assert.Empty(Registry.ContentFiles());
        using var gone = await Client.GetAsync(location, Cancellation);
        await gone.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task OtherDigestInOnePost_IsRefusedAndLeavesNothing()
    {
        var other = Digest.Of([1, 2, 3]);

        using var response = await Client.PostAsync($"/v2/jobs/blobs/uploads/?digest={other}", new ByteArrayContent(Content), Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        Assert.Empty(Registry.ContentFiles());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?digest=")]
    [InlineData("?digest=sha256:abc")]
    [InlineData("?digest=md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("?digest=sha256:../../../../etc/passwd")]
    public async Task UnusableDigest_IsRefusedAndTheUploadGoesOn(string query)
    {
        var location = await StartAsync();
        (await PatchAsync(location, Content, null)).Dispose();

        using var response = await Client.PutAsync(location + query, content: null, Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await FinishAsync(location, Digest.Of(Content));
    }

    [Fact]
    public async Task Restart_LeavesTheUploadToGoOn()
    {
        var location = await StartAsync();
        (await PatchAsync(location, Content[..1_500_000], "0-1499999")).Dispose();

        await Registry.RestartAsync();

        Assert.Equal("0-1499999", await StatusAsync(location));
        (await PatchAsync(location, Content[1_500_000..], "1500000-2999999")).Dispose();
        await FinishAsync(location, Digest.Of(Content));
    }

    [Fact]
    public async Task LostConnection_LeavesWhatCame()
    {
        var location = await StartAsync();
        using (var lost = new CancellationTokenSource())
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new BrokenOffContent(Content[..1_200_000], lost) };
            await Assert.ThrowsAnyAsync<Exception>(() => Client.SendAsync(request, lost.Token));
        }

        var range = await StatusAsync(location);
        var next = long.Parse(range[2..], System.Globalization.CultureInfo.InvariantCulture) + 1;
        next = next == 1 ? 0 : next;
        (await PatchAsync(location, Content[(int)next..], $"{next}-2999999")).Dispose();
        await FinishAsync(location, Digest.Of(Content));
    }

    [Fact]
    public async Task CancelledUpload_IsGone()
    {
        var location = await StartAsync();
        (await PatchAsync(location, Content[..10], null)).Dispose();

        using var cancelled = await Client.DeleteAsync(location, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        Assert.Empty(Registry.ContentFiles());
        using var again = await Client.DeleteAsync(location, Cancellation);
        await again.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Theory]
    [InlineData("?digest-algorithm=sha512")]
    [InlineData("")]
    public async Task Sha512_IsTaken(string query)
    {
        var location = await StartAsync(query);
        (await PatchAsync(location, Content, null)).Dispose();
        var digest = Digest.Of(Content, System.Security.Cryptography.HashAlgorithmName.SHA512);

        await FinishAsync(location, digest);

        Assert.Equal(Content, await Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
    }

    [Fact]
    public async Task EmptyBlob_IsTaken()
    {
        var location = await StartAsync();

        await FinishAsync(location, Digest.Of([]));

        Assert.Empty(await Client.GetByteArrayAsync($"/v2/jobs/blobs/{Digest.Of([])}", Cancellation));
    }

    [Fact]
    public async Task DamagedBlob_IsRepairedByTheNextPush()
    {
        var digest = await Push.BlobAsync(Client, "jobs", Content);
        await File.WriteAllTextAsync(Assert.Single(Registry.ContentFiles()), "damaged", Cancellation);

        await Push.BlobAsync(Client, "jobs", Content);

        Assert.Equal(Content, await Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
    }

    [Fact]
    public async Task SeveralAtOnce_DoNotMix()
    {
        var contents = Enumerable.Range(0, 8).Select(i => Content[(i * 1000)..]).ToList();

        var digests = await Task.WhenAll(contents.Select(content => Push.BlobAsync(Client, "jobs", content)));

        foreach (var (content, digest) in contents.Zip(digests))
        {
            Assert.Equal(content, await Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
        }
    }

    [Fact]
    public async Task OneBlobManyTimesAtOnce_IsTakenEveryTime()
    {
        // Small, so that many arrive at their link together; several rounds, each with a blob that is not there yet.
        for (var round = 0; round < 10; round++)
        {
            var content = Content[..(32 + round)];

            var digests = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Push.BlobAsync(Client, "jobs", content)));

            Assert.Single(digests.Distinct());
        }
    }

    [Fact]
    public async Task UploadOfAnotherRepositoryOrAccount_IsUnknown()
    {
        var location = await StartAsync();
        using var neighbour = Registry.ClientFor(FixedAuthorizer.NeighbourPassword);

        using var otherAccount = await neighbour.GetAsync(location, Cancellation);
        using var otherRepository = await Client.GetAsync(location.Replace("/jobs/", "/tools/", StringComparison.Ordinal), Cancellation);

        await otherAccount.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await otherRepository.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    private async Task<string> StartAsync(string query = "")
    {
        using var response = await Client.PostAsync($"/v2/jobs/blobs/uploads/{query}", content: null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("0-0", response.Header("Range"));
        Assert.EndsWith(response.Header("Docker-Upload-UUID")!, response.Header("Location"), StringComparison.Ordinal);
        return response.Header("Location")!;
    }

    private async Task<HttpResponseMessage> PatchAsync(string location, byte[] chunk, string? range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new ByteArrayContent(chunk) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (range is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        }

        return await Client.SendAsync(request, Cancellation);
    }

    private async Task<string> StatusAsync(string location)
    {
        using var response = await Client.GetAsync(location, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return response.Header("Range")!;
    }

    private async Task FinishAsync(string location, Digest digest)
    {
        using var response = await Client.PutAsync($"{location}?digest={digest}", content: null, Cancellation);
        Assert.True(HttpStatusCode.Created == response.StatusCode, await response.TextAsync());
    }

    /// <summary>Sends some of what it promised and then breaks the connection.</summary>
    private sealed class BrokenOffContent(byte[] bytes, CancellationTokenSource lost) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            await lost.CancelAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length * 2;
            return true;
        }
    }
}
