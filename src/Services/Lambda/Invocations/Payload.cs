using System.Buffers;
using System.Text;
using System.Text.Json;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Reads the event out of a request: whole, within its limit, and JSON.</summary>
internal static class Payload
{
    public const int SyncLimitBytes = 6291456;

    // 1 MB since late 2025; 256 KB before.
    public const int EventLimitBytes = 1048576;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 1000 };

    /// <summary>The whole payload, still in the request's own buffers: copy it, then tell the request's reader to advance past it.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpContext http, string invocationType, int limit)
    {
        if (http.Request.ContentLength > limit)
        {
            throw LambdaErrors.PayloadTooLarge(http.Request.ContentLength.Value, invocationType, limit);
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted || read.Buffer.Length > limit)
            {
                var refused = read.Buffer.Length > limit ? LambdaErrors.PayloadTooLarge(read.Buffer.Length, invocationType, limit) : WhyNotJson(read.Buffer);
                if (refused is null)
                {
                    return read.Buffer;
                }

                // A connection whose body is left as it is cannot carry another request.
                reader.AdvanceTo(read.Buffer.End);
                throw refused;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static void Copy(ReadOnlySequence<byte> bytes, IBufferWriter<byte> into)
    {
        foreach (var segment in bytes)
        {
            into.Write(segment.Span);
        }
    }

    private static AwsException? WhyNotJson(ReadOnlySequence<byte> payload)
    {
        // An empty payload is an empty event.
        if (payload.IsEmpty)
        {
            return null;
        }

        var json = new Utf8JsonReader(payload, s_options);
        try
        {
            while (json.Read())
            {
                // System.Text.Json checks the UTF-8 inside strings only when it is asked for them.
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsUtf8(ref json))
                {
                    return NotJson("Invalid UTF-8 in a string");
                }
            }

            return null;
        }
        catch (JsonException broken)
        {
            return NotJson(Describe(payload, json.BytesConsumed, broken));
        }
    }

    private static AwsException NotJson(string reason) =>
        LambdaErrors.InvalidRequestContent($"Could not parse request body into json: Could not parse payload into json: {reason}");

    private static bool IsUtf8(ref Utf8JsonReader json) =>
        json.HasValueSequence
            ? System.Text.Unicode.Utf8.IsValid(json.ValueSequence.ToArray())
            : System.Text.Unicode.Utf8.IsValid(json.ValueSpan);

    /// <summary>AWS's parser names the character; the position is ours.</summary>
    private static string Describe(ReadOnlySequence<byte> payload, long consumed, JsonException broken)
    {
        var position = $"line: {broken.LineNumber + 1}, column: {broken.BytePositionInLine + 1}";
        var rest = payload.Slice(Math.Min(consumed, payload.Length));
        while (!rest.IsEmpty && rest.FirstSpan is { IsEmpty: false } span && span[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            rest = rest.Slice(1);
        }

        if (rest.IsEmpty)
        {
            return $"Unexpected end-of-input\n at [{position}]";
        }

        var bytes = rest.Slice(0, Math.Min(4, rest.Length)).ToArray();
        return Rune.DecodeFromUtf8(bytes, out var character, out _) == OperationStatus.Done
            ? $"Unexpected character ('{character}' (code {character.Value}))\n at [{position}]"
            : $"Invalid UTF-8 start byte 0x{bytes[0]:x2}\n at [{position}]";
    }
}
