using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gatehouse.Gateway.Rest;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Writes the AWS_PROXY event, payload 1.0, members in AWS's order, straight from the request.</summary>
internal static class ProxyEvent
{
    // Values up to this are escaped in one go; the writer would otherwise reserve six times the size of a large body.
    private const int LargestAtOnce = 32 * 1024;

    public static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    public static void Write(ProxyScratch scratch, Invocation call, IBufferWriter<byte> output, ReadOnlySpan<byte> body, bool binary, bool decompressed)
    {
        var json = scratch.Json;
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("resource"u8, call.Method.EncodedResourcePath);
        json.WriteString("path"u8, call.Path);
        json.WriteString("httpMethod"u8, call.Record.HttpMethod);
        WriteHeaders(scratch, call, decompressed);
        WriteQuery(scratch, call);
        WritePathParameters(json, call);
        WriteStageVariables(json, call);
        ProxyRequestContext.Write(json, call);
        WriteBody(json, body, binary);
        json.WriteBoolean("isBase64Encoded"u8, binary && !body.IsEmpty);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteHeaders(ProxyScratch scratch, Invocation call, bool decompressed)
    {
        var json = scratch.Json;
        foreach (var header in call.Http.Request.Headers)
        {
            // A body that was decompressed on the way is no longer encoded.
            if (header.Value.Count > 0 && HeaderRules.IsForwarded(header.Key)
                && !(decompressed && header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)))
            {
                scratch.Headers.Add(header);
            }
        }

        var lower = HttpProtocol.IsHttp2(call.Http.Request.Protocol) || HttpProtocol.IsHttp3(call.Http.Request.Protocol);
        var injected = new InjectedHeaders(call);

        json.WriteStartObject("headers"u8);
        foreach (var header in scratch.Headers)
        {
            WriteName(json, header.Key, lower);
            json.WriteStringValue(header.Value[^1]);
        }

        injected.WriteSingle(json);
        json.WriteEndObject();

        json.WriteStartObject("multiValueHeaders"u8);
        foreach (var header in scratch.Headers)
        {
            WriteName(json, header.Key, lower);
            json.WriteStartArray();
            foreach (var value in header.Value)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        injected.WriteMulti(json);
        json.WriteEndObject();
    }

    // HTTP/2 has lower-case names only, but the server spells those it knows in title case. Four are title-cased by AWS as well.
    // Over HTTP/1.1 the server keeps the caller's spelling of unknown names and replaces that of known ones (accept becomes Accept).
    private static void WriteName(Utf8JsonWriter json, string name, bool lower)
    {
        if (!lower || name.Length > 64 || name is "User-Agent" or "Authorization" or "Content-Type")
        {
            json.WritePropertyName(name);
            return;
        }

        Span<char> buffer = stackalloc char[64];
        json.WritePropertyName(buffer[..name.AsSpan().ToLowerInvariant(buffer)]);
    }

    private static void WriteQuery(ProxyScratch scratch, Invocation call)
    {
        var (json, query) = (scratch.Json, scratch.Query);
        query.Parse(call.Query);
        if (query.Count == 0)
        {
            json.WriteNull("queryStringParameters"u8);
            json.WriteNull("multiValueQueryStringParameters"u8);
            return;
        }

        json.WriteStartObject("queryStringParameters"u8);
        for (var i = 0; i < query.Count; i++)
        {
            if (query.IsFirst(i))
            {
                WriteName(json, query.Name(i));
                WriteText(json, query.Value(query.Last(i)));
            }
        }

        json.WriteEndObject();

        json.WriteStartObject("multiValueQueryStringParameters"u8);
        for (var i = 0; i < query.Count; i++)
        {
            if (!query.IsFirst(i))
            {
                continue;
            }

            WriteName(json, query.Name(i));
            json.WriteStartArray();
            for (var value = i; value >= 0; value = query.Next(value))
            {
                WriteText(json, query.Value(value));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WritePathParameters(Utf8JsonWriter json, Invocation call)
    {
        var parameters = call.Method.PathParameters;
        if (parameters.Length == 0)
        {
            json.WriteNull("pathParameters"u8);
            return;
        }

        json.WriteStartObject("pathParameters"u8);
        foreach (var parameter in parameters)
        {
            json.WriteString(parameter.EncodedName, parameter.ValueIn(call.Path));
        }

        json.WriteEndObject();
    }

    private static void WriteStageVariables(Utf8JsonWriter json, Invocation call)
    {
        var variables = call.Stage.Variables;
        if (variables.Length == 0)
        {
            json.WriteNull("stageVariables"u8);
            return;
        }

        json.WriteStartObject("stageVariables"u8);
        foreach (var (name, value) in variables)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body, bool binary)
    {
        if (body.IsEmpty)
        {
            json.WriteNull("body"u8);
            return;
        }

        json.WritePropertyName("body"u8);
        if (binary)
        {
            json.WriteBase64StringValue(body);
        }
        else
        {
            WriteText(json, body);
        }
    }

    private static void WriteName(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
        {
            json.WritePropertyName(name);
        }
        else
        {
            json.WritePropertyName(Encoding.UTF8.GetString(name));
        }
    }

    // Bytes that are no UTF-8 become U+FFFD, as on AWS.
    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            json.WriteStringValue(Encoding.UTF8.GetString(text));
            return;
        }

        if (text.Length <= LargestAtOnce)
        {
            json.WriteStringValue(text);
            return;
        }

        while (text.Length > LargestAtOnce)
        {
            json.WriteStringValueSegment(text[..LargestAtOnce], isFinalSegment: false);
            text = text[LargestAtOnce..];
        }

        json.WriteStringValueSegment(text, isFinalSegment: true);
    }
}
