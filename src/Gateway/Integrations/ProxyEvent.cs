using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Writes the AWS_PROXY event, payload 1.0, members in AWS's order, straight from the request.</summary>
internal static class ProxyEvent
{
    // Values up to this are escaped in one go; the writer would otherwise reserve six times the size of a large body.
    private const int LargestAtOnce = 32 * 1024;

    public static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    public static void Write<TOrigin>(TOrigin origin, ProxyScratch scratch, Invocation call, IBufferWriter<byte> output, ReadOnlySpan<byte> body, bool binary, bool decompressed)
        where TOrigin : struct, IEventOrigin
    {
        var json = scratch.Json;
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("resource"u8, call.Method.EncodedResourcePath);
        json.WriteString("path"u8, call.Path);
        json.WriteString("httpMethod"u8, call.Record.HttpMethod);
        origin.WriteHeaders(scratch, call, decompressed);
        WriteQuery(scratch, call);
        WritePathParameters(json, call);
        WriteStageVariables(json, call);
        origin.WriteRequestContext(json, call);
        WriteBody(json, body, binary);
        json.WriteBoolean("isBase64Encoded"u8, binary && !body.IsEmpty);
        json.WriteEndObject();
        json.Flush();
    }

    public static void WriteQuery(ProxyScratch scratch, Invocation call)
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

    public static void WritePathParameters(Utf8JsonWriter json, Invocation call)
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

    public static void WriteStageVariables(Utf8JsonWriter json, Invocation call)
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
