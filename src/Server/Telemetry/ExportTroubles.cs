using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server.Telemetry;

/// <summary>Tells the server's log when the collector cannot be reached: at once, then every few minutes for as long as it lasts.</summary>
internal sealed partial class ExportTroubles(ILogger log, TimeProvider time) : EventListener
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private long? _told;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_gate)
        {
            if (_told is { } told && time.GetElapsedTime(told) < s_silence)
            {
                return;
            }

            _told = time.GetTimestamp();
        }

        // An exception comes with its stack; its first line says what happened.
        var words = (eventData.Payload ?? []).Select(item => $"{item}".Split('\n')[0].Trim());
        Log.NotSent(log, eventData.EventName ?? "", string.Join(", ", words));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Metrics or traces could not be sent: {What} ({Details})")]
        public static partial void NotSent(ILogger log, string what, string details);
    }
}
