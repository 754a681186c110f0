using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

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
                : new UrlReply { Body = BytesOf(root) }.WithType(Json);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            // No JSON, a wrong type for a member, or a text with broken surrogates.
            return null;
        }
    }

    /// <summary>Sets status and headers; false when the response cannot carry a body.</summary>
    public bool Begin(Cors? cors, HttpContext http)
    {
        http.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers.Append(name, value);
        }

        if (cors is not null)
        {
            CorsRules.Apply(cors, http);
        }

        return Status is not (204 or 205 or 304);
    }

    /// <summary>The answer that has nothing but bytes.</summary>
    public static UrlReply Plain(string type) => new UrlReply().WithType(type);

    /// <summary>What a streamed answer says about itself before its body; null when that is malformed.</summary>
    public static UrlReply? ReadPrelude(ReadOnlyMemory<byte> prelude)
    {
        try
        {
            using var document = JsonDocument.Parse(prelude);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? Head(root, root.TryGetProperty("statusCode", out var status) ? StatusOf(status) : 200, [])?.WithType(UrlStream.PlainType)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static UrlReply? Explicit(JsonElement root)
    {
        var status = StatusOf(root.GetProperty("statusCode"));
        var isBase64 = root.TryGetProperty("isBase64Encoded", out var encoded) && encoded.ValueKind != JsonValueKind.Null && encoded.GetBoolean();
        byte[] body = !root.TryGetProperty("body", out var given) || given.ValueKind == JsonValueKind.Null ? []
            : isBase64 ? Convert.FromBase64String(given.GetString()!)
            : BytesOf(given);
        return Head(root, status, body)?.WithType(Json);
    }

    // Text that is a number passes on AWS as well.
    private static int StatusOf(JsonElement status) => status.ValueKind == JsonValueKind.String
        ? int.TryParse(status.GetString(), out var parsed) ? parsed : 0
        : status.GetInt32();

    private static UrlReply? Head(JsonElement root, int status, byte[] body)
    {
        if (status is < 200 or > 599)
        {
            return null;
        }

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

        return reply;
    }

    private UrlReply WithType(string type)
    {
        if (!Headers.Any(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            Headers.Add(new("Content-Type", type));
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
