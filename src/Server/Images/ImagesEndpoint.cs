using System.Text.Json;
using Gatehouse.Registry.Collection;
using Gatehouse.Server.Admin;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Lambda.Images;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Images;

/// <summary>
/// Serves <c>GET /_gatehouse/images</c>: every repository with its images and the functions that use them; and <c>POST /_gatehouse/images/gc</c>, which
/// deletes what nothing needs and says so (<c>{"dryRun": true, "graceMinutes": 60}</c>).
/// </summary>
internal sealed class ImagesEndpoint(
    Func<CancellationToken, ValueTask<IReadOnlyList<RepositoryContent>>> listContent,
    Func<CancellationToken, ValueTask<IReadOnlyList<ImageUse>>> listUses,
    ImageCollection collection)
{
    private const string Prefix = "/_gatehouse/images";
    private const int LongestBody = 4096;
    private const string Usage = """Write for example {"dryRun": true, "graceMinutes": 60}; both may be left out.""";

    public static bool Owns(PathString path) => path.Equals(Prefix, StringComparison.Ordinal) || path.Equals(Prefix + "/gc", StringComparison.Ordinal);

    public Task HandleAsync(HttpContext http)
    {
        var isList = http.Request.Path.Equals(Prefix, StringComparison.Ordinal);
        var method = http.Request.Method;
        if (isList ? HttpMethods.IsGet(method) || HttpMethods.IsHead(method) : HttpMethods.IsPost(method))
        {
            return isList ? ListAsync(http) : CollectAsync(http);
        }

        http.Response.Headers.Allow = isList ? "GET, HEAD" : "POST";
        return Json.WriteMessageAsync(http, 405, isList ? "Images are listed with GET; push and delete them through ECR." : "POST collects garbage.");
    }

    private async Task ListAsync(HttpContext http)
    {
        var content = await listContent(http.RequestAborted);
        var uses = (await listUses(http.RequestAborted)).ToLookup(use => (use.Repository, use.Digest), use => use.FunctionArn);
        await Json.WriteAsync(http, 200, json => ImageList.Write(json, content, uses));
    }

    private async Task CollectAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            await Json.WriteMessageAsync(http, 415, $"Send the header Content-Type: application/json. {Usage}");
            return;
        }

        if (await ReadAsync(http) is not var (dryRun, grace))
        {
            await Json.WriteMessageAsync(http, 400, Usage);
            return;
        }

        if (grace < BlobCollector.LeastGrace)
        {
            await Json.WriteMessageAsync(http, 400, "graceMinutes is at least 1: a push that is under way needs its blobs.");
            return;
        }

        CollectedImages collected;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            collected = await collection.CollectAsync(grace, dryRun, http.RequestAborted);
        }
        catch (IOException broken)
        {
            await Json.WriteMessageAsync(http, 507, $"The disk refused: {broken.Message}");
            return;
        }

        await Json.WriteAsync(http, 200, json => Write(json, collected, dryRun, grace, System.Diagnostics.Stopwatch.GetElapsedTime(began)));
    }

    private static void Write(Utf8JsonWriter json, CollectedImages collected, bool dryRun, TimeSpan grace, TimeSpan took)
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun", dryRun);
        json.WriteNumber("graceMinutes", (long)grace.TotalMinutes);
        json.WriteStartObject("blobs");
        json.WriteNumber("deleted", collected.Blobs.Blobs);
        json.WriteNumber("deletedBytes", collected.Blobs.BlobBytes);
        json.WriteNumber("kept", collected.Blobs.KeptBlobs);
        json.WriteNumber("keptBytes", collected.Blobs.KeptBytes);
        json.WriteEndObject();
        json.WriteStartObject("uploads");
        json.WriteNumber("deleted", collected.Blobs.Uploads);
        json.WriteNumber("deletedBytes", collected.Blobs.UploadBytes);
        json.WriteEndObject();
        json.WriteStartObject("layers");
        json.WriteNumber("deleted", collected.Layers.Layers);
        json.WriteNumber("deletedBytes", collected.Layers.LayerBytes);
        json.WriteNumber("kept", collected.Layers.Kept);
        json.WriteEndObject();
        json.WriteStartObject("packages");
        json.WriteNumber("deleted", collected.Layers.Packages);
        json.WriteNumber("deletedBytes", collected.Layers.PackageBytes);
        json.WriteEndObject();
        json.WriteNumber("milliseconds", Math.Round(took.TotalMilliseconds));
        json.WriteEndObject();
    }

    /// <summary>Null when the body is something else.</summary>
    private static async Task<(bool DryRun, TimeSpan Grace)?> ReadAsync(HttpContext http)
    {
        var buffer = new byte[LongestBody];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var (dryRun, grace) = (false, BlobCollector.DefaultGrace);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                switch (member.Name, member.Value.ValueKind)
                {
                    case ("dryRun", JsonValueKind.True or JsonValueKind.False):
                        dryRun = member.Value.GetBoolean();
                        break;
                    case ("graceMinutes", JsonValueKind.Number) when member.Value.TryGetInt32(out var minutes):
                        grace = TimeSpan.FromMinutes(minutes);
                        break;
                    default:
                        return null;
                }
            }

            return (dryRun, grace);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
