using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gatehouse.Wire.EventStreams;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>The two events of InvokeWithResponseStream.</summary>
internal static class ResponseEvents
{
    // Readers hold a whole message; AWS's own take up to 16 MB.
    private const int LargestChunk = 256 * 1024;

    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async ValueTask WriteChunkAsync(PipeWriter output, ReadOnlyMemory<byte> bytes, CancellationToken aborted)
    {
        while (bytes.Length > 0)
        {
            var chunk = bytes[..Math.Min(bytes.Length, LargestChunk)];
            EventMessage.Write(output, "PayloadChunk"u8, "application/octet-stream"u8, chunk.Span);
            await output.FlushAsync(aborted);
            bytes = bytes[chunk.Length..];
        }
    }

    /// <param name="error">What a function that failed left behind.</param>
    /// <param name="logTail">Where the caller asked for it.</param>
    public static async ValueTask WriteCompleteAsync(PipeWriter output, ReadOnlyMemory<byte>? error, ReadOnlyMemory<byte>? logTail, CancellationToken aborted)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload, s_compact))
        {
            json.WriteStartObject();
            if (error is { } details)
            {
                // The code that Invoke has in X-Amz-Function-Error; the model gives no list.
                json.WriteString("ErrorCode"u8, "Unhandled"u8);
                json.WriteString("ErrorDetails"u8, Text(details.Span));
            }

            if (logTail is { } tail)
            {
                json.WriteBase64String("LogResult"u8, tail.Span);
            }

            json.WriteEndObject();
        }

        EventMessage.Write(output, "InvokeComplete"u8, "application/json"u8, payload.WrittenSpan);
        await output.FlushAsync(aborted);
    }

    // A function's error is whatever it posted: bytes that are no text must not break the end of the stream.
    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
