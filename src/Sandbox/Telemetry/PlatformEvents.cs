using System.Text.Json;
using Gatehouse.Sandbox.Extensions;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>What Lambda itself tells of a sandbox, event by event.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html. These are methods of their own for speed: what
/// writes a record carries its values in an object, and only a sandbox that someone listens to is to pay for that.
/// </remarks>
internal static class PlatformEvents
{
    internal static byte[] InitStart(DateTimeOffset time, InitPhase init, string function, string version) =>
        TelemetryEvents.Write(TelemetryEvents.InitStart, time, json =>
        {
            json.WriteString("initializationType", init.InitializationType);
            json.WriteString("phase", init.Name);
            json.WriteString("functionName", function);
            json.WriteString("functionVersion", version);
        });

    internal static void InitRuntimeDone(this TelemetryStream stream, InitPhase init, string? status) =>
        stream.Publish(TelemetryEvents.InitRuntimeDone, json => WriteInit(json, init, status));

    internal static void InitReport(this TelemetryStream stream, InitPhase init, string? status, TimeSpan duration) =>
        stream.Publish(TelemetryEvents.InitReport, json =>
        {
            WriteInit(json, init, status);
            json.WriteStartObject("metrics");
            json.WriteNumber("durationMs", Milliseconds(duration));
            json.WriteEndObject();
        });

    internal static void Start(this TelemetryStream stream, string requestId, string version, string? trace) =>
        stream.Publish(TelemetryEvents.Start, json =>
        {
            json.WriteString("requestId", requestId);
            json.WriteString("version", version);
            if (!string.IsNullOrEmpty(trace))
            {
                json.WriteStartObject("tracing");
                json.WriteString("type", "X-Amzn-Trace-Id");
                json.WriteString("value", trace);
                json.WriteEndObject();
            }
        });

    internal static void RuntimeDone(this TelemetryStream stream, string requestId, string? status, TimeSpan duration, long? producedBytes) =>
        stream.Publish(TelemetryEvents.RuntimeDone, json =>
        {
            json.WriteString("requestId", requestId);
            json.WriteString("status", StatusOf(status));
            json.WriteStartObject("metrics");
            json.WriteNumber("durationMs", Milliseconds(duration));
            if (producedBytes is { } bytes)
            {
                json.WriteNumber("producedBytes", bytes);
            }

            json.WriteEndObject();
        });

    internal static void End(this TelemetryStream stream, string requestId) =>
        stream.Publish(TelemetryEvents.End, json => json.WriteString("requestId", requestId));

    internal static void Report(this TelemetryStream stream, string requestId, string? status, ReportFigures figures) =>
        stream.Publish(TelemetryEvents.Report, json =>
        {
            json.WriteString("requestId", requestId);
            json.WriteString("status", StatusOf(status));
            json.WriteStartObject("metrics");
            json.WriteNumber("durationMs", Milliseconds(figures.Duration));
            json.WriteNumber("billedDurationMs", figures.BilledMilliseconds);
            json.WriteNumber("memorySizeMB", figures.MemoryMegabytes);
            json.WriteNumber("maxMemoryUsedMB", figures.UsedMegabytes);
            if (figures.Initialization is { } cold)
            {
                json.WriteNumber("initDurationMs", Milliseconds(cold));
            }

            json.WriteEndObject();
        });

    internal static void ExtensionChanged(this TelemetryStream stream, Extension extension) =>
        stream.Publish(TelemetryEvents.Extension, json =>
        {
            json.WriteString("name", extension.Name);
            json.WriteString("state", extension.State.ToString());
            WriteList(json, "events", extension.Events);
            if (extension.ErrorType is { } type)
            {
                json.WriteString("errorType", type);
            }
        });

    internal static void Subscribed(this TelemetryStream stream, string extension, TelemetrySubscription subscription) =>
        stream.Publish(subscription.IsLogs ? TelemetryEvents.LogsSubscription : TelemetryEvents.TelemetrySubscription, json =>
        {
            json.WriteString("name", extension);
            json.WriteString("state", "Subscribed");
            WriteList(json, "types", subscription.Types);
        });

    private static void WriteInit(Utf8JsonWriter json, InitPhase init, string? status)
    {
        json.WriteString("initializationType", init.InitializationType);
        json.WriteString("phase", init.Name);
        json.WriteString("status", StatusOf(status));
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    // From the words of the log lines to the four that telemetry has.
    private static string StatusOf(string? status) => status switch
    {
        null => "success",
        not null when status.StartsWith("timeout", StringComparison.Ordinal) => "timeout",
        not null when status.StartsWith("failure", StringComparison.Ordinal) => "failure",
        _ => "error",
    };

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

/// <summary>Why a sandbox starts, and within which phase, in AWS's words.</summary>
internal readonly record struct InitPhase(string InitializationType, string Name);

/// <summary>What an invocation took.</summary>
/// <param name="Initialization">How long the start took that the invocation waited for, if any.</param>
internal readonly record struct ReportFigures(TimeSpan Duration, TimeSpan? Initialization, long BilledMilliseconds, int MemoryMegabytes, long UsedMegabytes);
