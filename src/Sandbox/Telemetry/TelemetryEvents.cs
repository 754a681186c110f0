using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>The types of events, and how one is written.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html</remarks>
internal static class TelemetryEvents
{
    internal const string InitStart = "platform.initStart";
    internal const string InitRuntimeDone = "platform.initRuntimeDone";
    internal const string InitReport = "platform.initReport";
    internal const string Start = "platform.start";
    internal const string RuntimeDone = "platform.runtimeDone";
    internal const string Report = "platform.report";
    internal const string Extension = "platform.extension";
    internal const string TelemetrySubscription = "platform.telemetrySubscription";
    internal const string LogsDropped = "platform.logsDropped";

    // Only of the older Logs API.
    internal const string End = "platform.end";
    internal const string Fault = "platform.fault";
    internal const string LogsSubscription = "platform.logsSubscription";

    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="record">Writes the members of the record.</param>
    internal static byte[] Write(string type, DateTimeOffset time, Action<Utf8JsonWriter> record) => WriteValue(type, time, json =>
    {
        json.WriteStartObject("record");
        record(json);
        json.WriteEndObject();
    });

    internal static byte[] Write(string type, DateTimeOffset time, string record) => WriteValue(type, time, json => json.WriteString("record", record));

    private static byte[] WriteValue(string type, DateTimeOffset time, Action<Utf8JsonWriter> record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, s_plain);
        json.WriteStartObject();
        json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("type", type);
        record(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }
}
