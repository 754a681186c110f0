using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>A server that is killed while images are pushed, deleted and collected has after it all that it acknowledged, and nothing that is half done.</summary>
public sealed class KilledRegistryTests
{
    [Fact]
    public async Task PushesDeletionsAndCollections_LeaveAWholeStoreWhereverTheyAreCut()
    {
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "app");
        var there = new ConcurrentDictionary<string, string>();
        foreach (var enough in new[] { 3, 20, 60 })
        {
            using var registry = await ClientAsync(server);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var before = there.Count;
            var work = Task.WhenAll(
                [.. Enumerable.Range(0, 4).Select(pusher => PushAsync(registry, $"{enough}-{pusher}", there, stop.Token)), CollectAsync(server, stop.Token)]);
            await Leftovers.EventuallyAsync(() => there.Count >= before + enough);

            await server.KillAsync();
            await stop.CancelAsync();
            await work;
            MakeOld(server);
            await server.StartAgainAsync();

            using var after = await ClientAsync(server);
            foreach (var (tag, content) in there)
            {
                Assert.Equal(content, await ReadLayerAsync(after, tag));
            }

            Assert.Equal(0, (await server.CommandAsync("images", "gc", "--grace", "1")).ExitCode);
            foreach (var (tag, content) in there)
            {
                Assert.Equal(content, await ReadLayerAsync(after, tag));
            }

            // What is there under a digest's name has that digest, and no more is there than the images and the unfinished uploads.
            var blobs = Directory.GetFiles(server.In("data/registry/blobs"), "*", SearchOption.AllDirectories);
            Assert.All(blobs, blob => Assert.Equal(Path.GetFileName(blob), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(blob)))));
            using var tags = System.Text.Json.JsonDocument.Parse(await after.GetStringAsync("/v2/app/tags/list"));
            Assert.Equal(tags.RootElement.GetProperty("tags").GetArrayLength() + 1, blobs.Length); // they share their config
        }
    }

    /// <summary>Pushes images, deletes every third, and notes what was acknowledged.</summary>
    private static async Task PushAsync(HttpClient registry, string name, ConcurrentDictionary<string, string> there, CancellationToken stop)
    {
        try
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var (tag, content) = ($"{name}-{number}", new string((char)('a' + (number % 26)), 20_000) + $"{name}-{number}");
                var config = await BlobAsync(registry, "{}", stop);
                var layer = await BlobAsync(registry, content, stop);
                var manifest = $$"""
                    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{config}}","size":2},
                     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{layer}}","size":{{content.Length}} }]}
                    """;
                using var body = new StringContent(manifest, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/vnd.oci.image.manifest.v1+json"));
                using var put = await registry.PutAsync($"/v2/app/manifests/{tag}", body, stop);
                put.EnsureSuccessStatusCode();
                if (number % 3 != 0)
                {
                    there[tag] = content;
                    continue;
                }

                using var deleted = await registry.DeleteAsync($"/v2/app/manifests/{DigestOf(manifest)}", stop);
                deleted.EnsureSuccessStatusCode();
            }
        }
        catch (Exception killed) when (killed is HttpRequestException { StatusCode: null } or OperationCanceledException)
        {
            // The server is gone. An unacknowledged push may be there or not.
        }
    }

    private static async Task CollectAsync(StoryServer server, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await server.CommandAsync("images", "gc", "--grace", "1");
        }
    }

    private static async Task<string> BlobAsync(HttpClient registry, string content, CancellationToken stop)
    {
        using var response = await registry.PostAsync($"/v2/app/blobs/uploads/?digest={DigestOf(content)}", new ByteArrayContent(Encoding.UTF8.GetBytes(content)), stop);
        response.EnsureSuccessStatusCode();
        return DigestOf(content);
    }

    private static async Task<string> ReadLayerAsync(HttpClient registry, string tag)
    {
        using var manifest = System.Text.Json.JsonDocument.Parse(await registry.GetStringAsync($"/v2/app/manifests/{tag}"));
        return await registry.GetStringAsync($"/v2/app/blobs/{manifest.RootElement.GetProperty("layers")[0].GetProperty("digest").GetString()}");
    }

    private static async Task<HttpClient> ClientAsync(StoryServer server) => new()
    {
        BaseAddress = server.Address,
        DefaultRequestHeaders = { Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(await server.CredentialsAsync()))) },
    };

    private static void MakeOld(StoryServer server)
    {
        foreach (var file in new DirectoryInfo(server.In("data/registry")).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc -= TimeSpan.FromDays(2);
        }
    }

    private static string DigestOf(string content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
