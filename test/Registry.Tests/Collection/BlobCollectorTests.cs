using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Gatehouse.Registry.Collection;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Collection;

public sealed class BlobCollectorTests : RegistryTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(25);

    [Fact]
    public async Task BlobThatNoManifestNames_GoesWhenTheGraceIsOver()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "layer");
        Assert.Equal(new BlobCollection(0, 0, 1, 5), await CollectAsync());
        Registry.Age(Long);

        Assert.Equal(new BlobCollection(1, 5, 0, 0) { Links = 1 }, await CollectAsync());

        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync("jobs", digest));
        Assert.Empty(Registry.ContentFiles());
        Assert.Equal(digest, await Push.BlobAsync(Client, "jobs", "layer"));
    }

    [Fact]
    public async Task BlobsOfAnImage_StayUntilTheImageIsDeleted()
    {
        var image = await Push.ImageAsync(Client, "jobs", "v1");
        Registry.Age(Long);
        Assert.Equal(new BlobCollection(0, 0, 2, 7), await CollectAsync());

        using var deleted = await Client.DeleteAsync($"/v2/jobs/manifests/{Push.DigestOf(image)}", Cancellation);

        Assert.Equal(new BlobCollection(2, 7, 0, 0) { Links = 2 }, await CollectAsync());
    }

    [Fact]
    public async Task BlobThatAnotherRepositoryNeeds_LeavesOnlyTheOneThatDoesNot()
    {
        var image = await Push.ImageAsync(Client, "jobs", "v1");
        await Push.ImageAsync(Client, "tools", "v1");
        using var deleted = await Client.DeleteAsync($"/v2/jobs/manifests/{Push.DigestOf(image)}", Cancellation);
        Registry.Age(Long);

        Assert.Equal(new BlobCollection(0, 0, 2, 7) { Links = 2 }, await CollectAsync());

        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync("jobs", Digest.Of("layer"u8)));
        Assert.Equal(HttpStatusCode.OK, await HeadAsync("tools", Digest.Of("layer"u8)));
    }

    [Fact]
    public async Task DryRun_SaysWhatWouldGoAndDeletesNothing()
    {
        var digest = await Push.BlobAsync(Client, "jobs", "layer");
        Registry.Age(Long);

        Assert.Equal(
            new BlobCollection(1, 5, 0, 0) { Links = 1 }, await Registry.Collector.CollectAsync(BlobCollector.DefaultGrace, dryRun: true, Cancellation));

        Assert.Equal(HttpStatusCode.OK, await HeadAsync("jobs", digest));
    }

    [Theory]
    [InlineData("HEAD")] // A client that finds a blob does not push it.
    [InlineData("PUSH")]
    [InlineData("MOUNT")]
    public async Task OldBlobThatIsUsedAgain_HasItsGraceAnew(string use)
    {
        var digest = await Push.BlobAsync(Client, "jobs", "layer");
        Registry.Age(Long);

        switch (use)
        {
            case "HEAD":
                Assert.Equal(HttpStatusCode.OK, await HeadAsync("jobs", digest));
                break;
            case "PUSH":
                await Push.BlobAsync(Client, "jobs", "layer");
                break;
            default:
                (await Client.PostAsync($"/v2/tools/blobs/uploads/?mount={digest}&from=jobs", content: null, Cancellation)).Dispose();
                break;
        }

        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, await HeadAsync(use == "MOUNT" ? "tools" : "jobs", digest));
    }

    [Fact]
    public async Task UploadThatNobodyFinishes_GoesAfterAWeek()
    {
        using var started = await Client.PostAsync("/v2/jobs/blobs/uploads/", content: null, Cancellation);
        var location = started.Header("Location")!;
        (await Client.PatchAsync(location, new ByteArrayContent([1, 2, 3]), Cancellation)).Dispose();
        Registry.Age(TimeSpan.FromDays(6));
        Assert.Equal(0, (await CollectAsync()).Uploads);
        Registry.Age(TimeSpan.FromDays(2));

        var collected = await CollectAsync();

        Assert.Equal((1, 3L), (collected.Uploads, collected.UploadBytes));
        using var gone = await Client.GetAsync(location, Cancellation);
        await gone.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task WhatADeletedRepositoryLeft_Goes()
    {
        await Push.ImageAsync(Client, "team/jobs", "v1");
        Registry.Age(Long);
        Registry.Catalog.Remove("team/jobs");

        Assert.Equal(new BlobCollection(2, 7, 0, 0) { Links = 2 }, await CollectAsync());
    }

    [Fact]
    public async Task ManifestsThatComeWhileGarbageIsCollected_AreWholeOrRefused()
    {
        var config = await Push.BlobAsync(Client, "jobs", "{}");
        var layers = new List<Digest>();
        for (var i = 0; i < 150; i++)
        {
            layers.Add(await Push.BlobAsync(Client, "jobs", "layer-" + i.ToString("D3", CultureInfo.InvariantCulture)));
        }

        Registry.Age(Long);
        var accepted = new ConcurrentBag<Digest>();
        var refused = 0;
        var some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var done = new CancellationTokenSource();
        var collecting = Task.Run(
            async () =>
            {
                await some.Task;
                while (!done.IsCancellationRequested)
                {
                    await CollectAsync();
                }
            },
            Cancellation);
        await Parallel.ForEachAsync(layers, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (layer, _) =>
        {
            await Push.BlobAsync(Client, "jobs", "{}");
            using var response = await Push.ManifestAsync(Client, "jobs", $"t{layer.Hex[..10]}", Push.ImageManifest(config, layer, 9));
            if (response.StatusCode == HttpStatusCode.Created)
            {
                accepted.Add(layer);
                some.TrySetResult();
            }
            else
            {
                await response.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
                Interlocked.Increment(ref refused);
            }
        });
        await done.CancelAsync();
        await collecting;

        Assert.Equal(layers.Count, accepted.Count + refused);
        foreach (var layer in accepted)
        {
            Assert.Equal(9, (await Client.GetByteArrayAsync($"/v2/jobs/blobs/{layer}", Cancellation)).Length);
        }
    }

    private ValueTask<BlobCollection> CollectAsync() => Registry.Collector.CollectAsync(BlobCollector.DefaultGrace, dryRun: false, Cancellation);

    private async Task<HttpStatusCode> HeadAsync(string repository, Digest digest)
    {
        using var response = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/{repository}/blobs/{digest}"), Cancellation);
        return response.StatusCode;
    }
}
