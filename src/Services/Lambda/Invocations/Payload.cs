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
                    return NotJson(DescribeBytes(payload) ?? "Invalid UTF-8");
                }
            }

            return null;
        }
        catch (JsonException broken)
        {
            // AWS's parser decodes while it reads, so it meets such bytes first.
            return NotJson(DescribeBytes(payload) ?? Describe(payload, json.BytesConsumed, broken));
        }
    }

    private static AwsException NotJson(string reason) =>
        LambdaErrors.InvalidRequestContent($"Could not parse request body into json: Could not parse payload into json: {reason}");

    private static bool IsUtf8(ref Utf8JsonReader json) =>
        json.HasValueSequence
            ? System.Text.Unicode.Utf8.IsValid(json.ValueSequence.ToArray())
            : System.Text.Unicode.Utf8.IsValid(json.ValueSpan);

    /// <summary>The first bytes that are not UTF-8, as AWS's parser words them.</summary>
    private static string? DescribeBytes(ReadOnlySequence<byte> payload)
    {
        var bytes = payload.ToArray();
        var invalid = 0;
        while (invalid < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(invalid), out _, out var length) == OperationStatus.Done)
        {
            invalid += length;
        }

        if (invalid == bytes.Length)
        {
            return null;
        }

        // Lambda answered column 3 for the second byte: its parser has taken the byte already when it tells where it is.
        var column = invalid - bytes.AsSpan(0, invalid).LastIndexOf((byte)'\n') + 1;
        return $"Invalid UTF-8 start byte 0x{bytes[invalid]:x2}\n at {At(bytes.AsSpan(0, invalid).Count((byte)'\n') + 1, column)}";
    }

    private static string At(long line, long column) => $"[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]";

    /// <summary>AWS's parser names the character; the position is ours.</summary>
    private static string Describe(ReadOnlySequence<byte> payload, long consumed, JsonException broken)
    {
        var position = At((broken.LineNumber ?? 0) + 1, (broken.BytePositionInLine ?? 0) + 1);
        var rest = payload.Slice(Math.Min(consumed, payload.Length));
        while (!rest.IsEmpty && rest.FirstSpan is { IsEmpty: false } span && span[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            rest = rest.Slice(1);
        }

        if (rest.IsEmpty)
        {
            return $"Unexpected end-of-input\n at {position}";
        }

        var bytes = rest.Slice(0, Math.Min(4, rest.Length)).ToArray();
        _ = Rune.DecodeFromUtf8(bytes, out var character, out _);
        return $"Unexpected character ('{character}' (code {character.Value}))\n at {position}";
    }
}
