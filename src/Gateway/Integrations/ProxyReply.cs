using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gatehouse.Gateway.Journal;

namespace Gatehouse.Gateway.Integrations;

/// <summary>A function's reply read by the contract of AWS_PROXY. Reused between requests.</summary>
internal sealed class ProxyReply
{
    private readonly List<ProxyHeader> _headers = [];
    private int _bodyStart;
    private int _bodyLength;
    private bool _bodyEscaped;

    public int Status { get; private set; }

    public bool IsBase64Encoded { get; private set; }

    /// <summary>Single and multi values as written; see <see cref="ProxyHeader.Multi"/>.</summary>
    public ReadOnlySpan<ProxyHeader> Headers => CollectionsMarshal.AsSpan(_headers);

    public void Clear() => _headers.Clear();

    /// <summary>Null when the reply is well formed, else what is wrong with it.</summary>
    public MalformedProxyResponse? Parse(ReadOnlySpan<byte> payload)
    {
        (Status, IsBase64Encoded, _bodyStart, _bodyLength, _bodyEscaped) = (200, false, 0, 0, false);
        _headers.Clear();
        if (payload.IsEmpty)
        {
            return new("(payload)", "the function returned nothing");
        }

        try
        {
            return Read(payload);
        }
        catch (JsonException problem)
        {
            return new("(payload)", $"it is no JSON ({problem.Message})");
        }
        catch (InvalidOperationException)
        {
            // How the reader reports text that is no UTF-8, or half a surrogate pair.
            return new("(payload)", "it has text that is no valid Unicode");
        }
    }

    /// <summary>The body's bytes: the payload's own where nothing is escaped, else unescaped into the buffer.</summary>
    public ReadOnlySpan<byte> Body(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> buffer)
    {
        if (!_bodyEscaped)
        {
            return payload.Slice(_bodyStart, _bodyLength);
        }

        var reader = new Utf8JsonReader(payload.Slice(_bodyStart - 1, _bodyLength + 2));
        reader.Read();
        var written = reader.CopyString(buffer.GetSpan(_bodyLength));
        buffer.Advance(written);
        return buffer.WrittenSpan;
    }

    private MalformedProxyResponse? Read(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new("(payload)", "it is no JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader) is { } problem)
            {
                return problem;
            }
        }

        // Anything behind the object makes the reader throw.
        reader.Read();
        return null;
    }

    private MalformedProxyResponse? ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("statusCode"u8))
        {
            return ReadStatus(ref reader);
        }

        if (reader.ValueTextEquals("headers"u8))
        {
            return ReadHeaders(ref reader);
        }

        if (reader.ValueTextEquals("multiValueHeaders"u8))
        {
            return ReadMultiHeaders(ref reader);
        }

        if (reader.ValueTextEquals("body"u8))
        {
            return ReadBody(ref reader);
        }

        if (reader.ValueTextEquals("isBase64Encoded"u8))
        {
            return ReadBase64Flag(ref reader);
        }

        var name = reader.GetString()!;
        return new(name, $"it has a member '{name}', which is none of the five");
    }

    private MalformedProxyResponse? ReadStatus(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.TryGetInt32(out var number):
                Status = number;
                break;
            case JsonTokenType.String when Utf8Parser.TryParse(reader.ValueSpan, out int text, out var used) && used == reader.ValueSpan.Length:
                Status = text;
                break;
            default:
                return new("statusCode", "statusCode is no integer");
        }

        // 1xx would announce that an answer follows. Nothing is recorded about it; a final status must be 200 to 599.
        return Status is >= 200 and <= 599 ? null : new("statusCode", $"statusCode {Status} is not between 200 and 599");
    }

    private MalformedProxyResponse? ReadHeaders(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new("headers", "headers is no object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // The one header that nearly every reply has.
            var name = reader.ValueTextEquals("Content-Type"u8) ? "Content-Type" : reader.GetString()!;
            reader.Read();
            if (Add(ref reader, name, multi: false) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private MalformedProxyResponse? ReadMultiHeaders(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new("multiValueHeaders", "multiValueHeaders is no object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return new("multiValueHeaders", $"multiValueHeaders.{name} is no list");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (Add(ref reader, name, multi: true) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    private MalformedProxyResponse? Add(ref Utf8JsonReader reader, string name, bool multi)
    {
        var member = multi ? "multiValueHeaders" : "headers";
        string value;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                // Nothing is recorded about a null value; leaving the header out loses nothing.
                return null;
            case JsonTokenType.String:
                value = reader.ValueTextEquals("application/json"u8) ? "application/json" : reader.GetString()!;
                break;
            case JsonTokenType.True or JsonTokenType.False or JsonTokenType.Number:
                value = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
            default:
                return new(member, $"{member}.{name} is no text, number or boolean");
        }

        if (!HeaderRules.IsName(name) || !HeaderRules.IsValue(value))
        {
            return new(member, $"{member}.{name} cannot be sent as an HTTP header");
        }

        _headers.Add(new(name, value, multi));
        return null;
    }

    private MalformedProxyResponse? ReadBody(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return new("body", "body is no string; serialize objects into one");
        }

        (_bodyStart, _bodyLength, _bodyEscaped) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        if (_bodyEscaped)
        {
            CheckEscapes(ref reader);
        }

        return null;
    }

    // Half a surrogate pair must be found before anything is sent.
    private static void CheckEscapes(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(rented);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private MalformedProxyResponse? ReadBase64Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return null;
            case JsonTokenType.True:
                IsBase64Encoded = true;
                return null;

            // As lenient as with "statusCode":"201".
            case JsonTokenType.String when reader.ValueTextEquals("true"u8) || reader.ValueTextEquals("false"u8):
                IsBase64Encoded = reader.ValueTextEquals("true"u8);
                return null;
            default:
                return new("isBase64Encoded", "isBase64Encoded is no boolean");
        }
    }
}

/// <summary>One header value of a reply.</summary>
internal readonly record struct ProxyHeader(string Name, string Value, bool Multi);
