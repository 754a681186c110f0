using System.Net;
using System.Text;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Blobs;

public sealed class DamagedBlobTests : RegistryTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 31))];

    [Fact]
    public async Task ChangedContent_IsNeverSentWholeAndIsRepairedByTheNextPush()
    {
        var digest = await Push.BlobAsync(Client, "jobs", Content);
        await DamageAsync([.. Content[..^1], 0]);
        await Registry.RestartAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));

        await AssertRepairAsync(digest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CutContent_IsMissingAndIsRepairedByTheNextPush(bool restart)
    {
        var digest = await Push.BlobAsync(Client, "jobs", Content);
        await DamageAsync(Content[..500_000]);
        if (restart)
        {
            await Registry.RestartAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
        }

        await AssertRepairAsync(digest);
    }

    [Fact]
    public async Task MissingFile_IsMissingAndIsRepairedByTheNextPush()
    {
        var digest = await Push.BlobAsync(Client, "jobs", Content);
        File.Delete(Assert.Single(Registry.ContentFiles()));

        await AssertRepairAsync(digest);
    }

    [Fact]
    public async Task ManifestOfADamagedBlob_IsRefused()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        File.Delete(Assert.Single(Registry.ContentFiles()));

        using var response = await Push.ManifestAsync(Client, "jobs", "v1", Push.ImageManifest(config, config, 2));

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task SoundBlob_IsReadAfterARestart()
    {
        var digest = await Push.BlobAsync(Client, "jobs", Content);
        var small = await Push.BlobAsync(Client, "jobs", Encoding.ASCII.GetBytes("small"));
        await Registry.RestartAsync();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Content, await Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
            Assert.Equal("small", await Client.GetStringAsync($"/v2/jobs/blobs/{small}", Cancellation));
        }
    }

    private async Task DamageAsync(byte[] content) => await File.WriteAllBytesAsync(Assert.Single(Registry.ContentFiles()), content, Cancellation);

    /// <summary>As every client pushes: it looks first whether the blob is there.</summary>
    private async Task AssertRepairAsync(Digest digest)
    {
        using var head = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/jobs/blobs/{digest}"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        await Push.BlobAsync(Client, "jobs", Content);
        Assert.Equal(Content, await Client.GetByteArrayAsync($"/v2/jobs/blobs/{digest}", Cancellation));
    }
}
