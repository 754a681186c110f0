using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>What a function's answer means as an HTTP response. See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html.</summary>
internal sealed record UrlReply
{
    private const string Json = "application/json";

    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The connection's own; a function that could set them could end the response early.
    private static readonly string[] s_connection = ["connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

    public int Status { get; private init; } = 200;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public byte[] Body { get; private init; } = [];

    /// <summary>Null when the answer is malformed.</summary>
    public static UrlReply? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("statusCode", out _)
                ? Explicit(root)
                : new UrlReply { Body = BytesOf(root) }.WithType();
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            // No JSON, a wrong type for a member, or a text with broken surrogates.
            return null;
        }
    }

    private static UrlReply? Explicit(JsonElement root)
    {
        // Text that is a number passes on AWS as well.
        var status = root.GetProperty("statusCode") is { ValueKind: JsonValueKind.String } text
            ? int.TryParse(text.GetString(), out var parsed) ? parsed : 0
            : root.GetProperty("statusCode").GetInt32();
        if (status is < 200 or > 599)
        {
            return null;
        }

        var isBase64 = root.TryGetProperty("isBase64Encoded", out var encoded) && encoded.ValueKind != JsonValueKind.Null && encoded.GetBoolean();
        byte[] body = !root.TryGetProperty("body", out var given) || given.ValueKind == JsonValueKind.Null ? []
            : isBase64 ? Convert.FromBase64String(given.GetString()!)
            : BytesOf(given);
        var reply = new UrlReply { Status = status, Body = body };
        if (root.TryGetProperty("headers", out var headers) && headers.ValueKind != JsonValueKind.Null)
        {
            foreach (var header in headers.EnumerateObject())
            {
                if (!reply.TryAdd(header.Name, Encoding.UTF8.GetString(BytesOf(header.Value))))
                {
                    return null;
                }
            }
        }

        if (root.TryGetProperty("cookies", out var cookies) && cookies.ValueKind != JsonValueKind.Null)
        {
            foreach (var cookie in cookies.EnumerateArray())
            {
                if (!reply.TryAdd("Set-Cookie", cookie.GetString()!))
                {
                    return null;
                }
            }
        }

        return reply.WithType();
    }

    private UrlReply WithType()
    {
        if (!Headers.Any(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            Headers.Add(new("Content-Type", Json));
        }

        return this;
    }

    /// <summary>False for what cannot be in a header; what belongs to the connection is left out.</summary>
    private bool TryAdd(string name, string value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) || value.Any(c => c is < ' ' or > '~' and not '\t'))
        {
            return false;
        }

        if (!s_connection.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            Headers.Add(new(name, value));
        }

        return true;
    }

    /// <summary>A text without its quotes, everything else as compact JSON: recorded.</summary>
    private static byte[] BytesOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetBytes(value.GetString()!);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_compact))
        {
            value.WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
