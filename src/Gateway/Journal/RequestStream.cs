using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gatehouse.Gateway.Journal;

/// <summary>Writes requests as they end, one JSON document a line (application/x-ndjson), until the reader leaves.</summary>
internal static class RequestStream
{
    // An empty line says that the stream lives, and finds out whether its reader does.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    // A reader may be slow, not stuck: its place is one of few.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    public static async Task WriteAsync(HttpContext http, RequestFollower follower, CancellationToken ended)
    {
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";

        // The server ends connections of slow readers; here they lose lines instead.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } pace)
        {
            pace.MinDataRate = null;
        }

        try
        {
            await http.Response.StartAsync(ended);
            await http.Response.BodyWriter.FlushAsync(ended);
            while (!ended.IsCancellationRequested)
            {
                Write(http.Response.BodyWriter, await follower.NextAsync(Silence, ended), follower.TakeLost());
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
                limit.CancelAfter(LongestWrite);
                await http.Response.BodyWriter.FlushAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left or is stuck, or the server ends.
            if (!ended.IsCancellationRequested)
            {
                http.Abort();
            }
        }
    }

    private static void Write(PipeWriter writer, IReadOnlyList<Explanation> requests, long lost)
    {
        foreach (var request in requests)
        {
            using (var json = new Utf8JsonWriter(writer, new JsonWriterOptions { Encoder = RequestsJson.Line.Options.Encoder }))
            {
                JsonSerializer.Serialize(json, request.Summarize(), RequestsJson.Line.RequestSummary);
            }

            Line(writer);
        }

        if (lost > 0)
        {
            using (var json = new Utf8JsonWriter(writer))
            {
                JsonSerializer.Serialize(json, new LostRequests(lost), RequestsJson.Line.LostRequests);
            }

            Line(writer);
        }
        else if (requests.Count == 0)
        {
            Line(writer);
        }
    }

    private static void Line(PipeWriter writer)
    {
        writer.GetSpan(1)[0] = (byte)'\n';
        writer.Advance(1);
    }
}
