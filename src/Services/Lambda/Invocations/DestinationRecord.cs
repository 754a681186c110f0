using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>What a destination is told. See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.</summary>
internal static class DestinationRecord
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonReaderOptions s_depth = new() { MaxDepth = 1000 };

    public static byte[] Write(StoredEvent done, string functionArn, EventEnd end, EventAttempt? attempt, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(done.Payload.Length + 1024);
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteString("timestamp", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("requestContext");
        json.WriteString("requestId", done.RequestId);
        json.WriteString("functionArn", functionArn);
        json.WriteString("condition", end.ToString());
        json.WriteNumber("approximateInvokeCount", done.Failures + (end == EventEnd.Success ? 1 : 0));
        json.WriteEndObject();
        WritePayload(json, "requestPayload", done.Payload);
        if (attempt?.Version is { } version)
        {
            json.WriteStartObject("responseContext");
            json.WriteNumber("statusCode", 200);
            json.WriteString("executedVersion", version);
            if (attempt.Outcome == InvocationOutcome.FunctionError)
            {
                json.WriteString("functionError", "Unhandled");
            }

            json.WriteEndObject();
            WritePayload(json, "responsePayload", attempt.Reply ?? []);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As JSON where it is that; a runtime may answer with anything, which then is a text.</summary>
    private static void WritePayload(Utf8JsonWriter json, string name, byte[] payload)
    {
        json.WritePropertyName(name);
        if (payload.Length == 0)
        {
            json.WriteRawValue(name == "requestPayload" ? "{}" : "null");
        }
        else if (IsJson(payload))
        {
            json.WriteRawValue(payload, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(Encoding.UTF8.GetString(payload));
        }
    }

    private static bool IsJson(byte[] payload)
    {
        var reader = new Utf8JsonReader(payload, s_depth);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
