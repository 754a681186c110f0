using System.Text.Json;
using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.Telemetry;
using Gatehouse.Sandbox.Watching;

namespace Gatehouse.Sandbox.Pool;

/// <summary>Writes one sandbox's START, END and REPORT lines and their like in telemetry, and keeps the time between them.</summary>
internal sealed class InvocationJournal(SandboxLog log, FunctionRevision revision, FunctionFigures figures, TimeProvider time)
{
    private readonly long _born = time.GetTimestamp();
    private readonly DateTimeOffset _bornAt = time.GetUtcNow();
    private TimeSpan? _initialization;
    private long _start;

    /// <summary>When the invocation that was begun last must be done.</summary>
    internal DateTimeOffset Deadline { get; private set; }

    internal bool IsDue => time.GetElapsedTime(_start) >= revision.Timeout;

    internal SandboxLog Log => log;

    /// <summary>Why the sandbox starts, in AWS's words.</summary>
    internal string InitializationType { get; set; } = "on-demand";

    /// <summary>True for a start that is repeated within the invocation it is for.</summary>
    internal bool IsRepeated { get; set; }

    /// <summary>How many invocations have ended here.</summary>
    internal long Invocations { get; private set; }

    /// <summary>The most memory in use, as seen at the end of the last invocation.</summary>
    internal long PeakBytes { get; private set; }

    private string Phase => IsRepeated ? "invoke" : "init";

    /// <summary>The first REPORT from here on tells how long the start took.</summary>
    internal void Initialized()
    {
        if (!IsRepeated)
        {
            _initialization = time.GetElapsedTime(_born);
        }

        log.Telemetry?.Publish(TelemetryEvents.InitReport, json => WriteInit(json, "success", withDuration: true));
    }

    /// <summary>The runtime is ready; extensions may not be.</summary>
    internal void RuntimeInitialized() => log.Telemetry?.Publish(TelemetryEvents.InitRuntimeDone, json => WriteInit(json, "success", withDuration: false));

    internal void Begin(Invocation invocation)
    {
        _start = time.GetTimestamp();
        Deadline = time.GetUtcNow() + revision.Timeout;
        log.Follow(invocation.Tail);
        log.Write(PlatformLines.Start(invocation.RequestId, revision.Version));
        log.Telemetry?.Publish(TelemetryEvents.Start, json =>
        {
            json.WriteString("requestId", invocation.RequestId);
            json.WriteString("version", revision.Version);
            WriteTracing(json, invocation.Options.TraceId);
        });
    }

    internal void InitFailed(string status)
    {
        figures.StartFailed();
        log.Write(PlatformLines.InitReport(time.GetElapsedTime(_born), Phase, status));
        log.Telemetry?.Publish(TelemetryEvents.InitRuntimeDone, json => WriteInit(json, StatusOf(status), withDuration: false));
        log.Telemetry?.Publish(TelemetryEvents.InitReport, json => WriteInit(json, StatusOf(status), withDuration: true));
    }

    /// <summary>The caller has its answer, and extensions may go on: what is printed from now on is not the caller's.</summary>
    internal void Answered(Invocation invocation)
    {
        Invocations++;
        figures.Ended(invocation, new InvocationTimes(time, time.GetElapsedTime(_start), _initialization), PeakBytes);
        log.Follow(null);
    }

    /// <summary>The runtime is back for the next event; extensions may not be.</summary>
    internal void RuntimeDone(string requestId, string? status, long? producedBytes)
    {
        if (log.Telemetry is { } telemetry)
        {
            telemetry.Publish(TelemetryEvents.RuntimeDone, json =>
            {
                json.WriteString("requestId", requestId);
                json.WriteString("status", StatusOf(status));
                json.WriteStartObject("metrics");
                json.WriteNumber("durationMs", Milliseconds(time.GetElapsedTime(_start)));
                if (producedBytes is { } bytes)
                {
                    json.WriteNumber("producedBytes", bytes);
                }

                json.WriteEndObject();
            });
        }
    }

    internal void End(Invocation invocation, ISandboxProcess? process, string? status)
    {
        var times = new InvocationTimes(time, time.GetElapsedTime(_start), _initialization);
        Report(invocation.RequestId, process, status);
        Invocations++;
        figures.Ended(invocation, times, PeakBytes);
    }

    /// <summary>The lines at the end of an invocation.</summary>
    internal void Report(string requestId, ISandboxProcess? process, string? status)
    {
        var duration = time.GetElapsedTime(_start);
        process?.Output.Drain(settle: true);
        PeakBytes = process?.PeakBytes() ?? 0;
        var used = Math.Min(revision.MemoryMegabytes, (PeakBytes + (1 << 20) - 1) >> 20);
        log.Write(PlatformLines.End(requestId));
        log.Write(PlatformLines.Report(requestId, duration, _initialization, revision.MemoryMegabytes, used, status));
        log.Follow(null);
        if (log.Telemetry is { } telemetry)
        {
            var initialization = _initialization;
            telemetry.Publish(TelemetryEvents.End, json => json.WriteString("requestId", requestId));
            telemetry.Publish(TelemetryEvents.Report, json => WriteReport(json, requestId, status, duration, initialization, used));
        }

        _initialization = null;
    }

    internal void Fail(Invocation invocation, FunctionFailure failure, ISandboxProcess? process)
    {
        invocation.Fail(failure.ErrorType, failure.Payload.Span);
        var status = failure.IsTimeout ? "timeout" : $"error\tError Type: {failure.ErrorType}";
        if (failure.IsTimeout)
        {
            log.Write(PlatformLines.TimedOut(time.GetUtcNow(), invocation.RequestId, revision.Timeout));
        }
        else if (failure.Message is { } message)
        {
            log.Write(PlatformLines.Crashed(invocation.RequestId, message, failure.ErrorType));
            log.Telemetry?.Publish(TelemetryEvents.Fault, $"RequestId: {invocation.RequestId} {message}");
            status = $"failure{status}";
        }

        RuntimeDone(invocation.RequestId, status, producedBytes: null);
        End(invocation, process, status.StartsWith("failure", StringComparison.Ordinal) ? status["failure".Length..] : status);
    }

    /// <summary>Everyone but an extension was done in time.</summary>
    internal void TimedOut(string requestId, ISandboxProcess? process)
    {
        log.Write(PlatformLines.TimedOut(time.GetUtcNow(), requestId, revision.Timeout));
        Report(requestId, process, "timeout");
    }

    internal void Extension(Extension extension)
    {
        log.Write(PlatformLines.Extension(extension));
        log.Telemetry?.Publish(TelemetryEvents.Extension, json =>
        {
            json.WriteString("name", extension.Name);
            json.WriteString("state", extension.State.ToString());
            json.WriteStartArray("events");
            foreach (var wanted in extension.Events)
            {
                json.WriteStringValue(wanted);
            }

            json.WriteEndArray();
            if (extension.ErrorType is { } type)
            {
                json.WriteString("errorType", type);
            }
        });
    }

    internal void Subscribe(string extension, TelemetrySubscription subscription, ITelemetryDestination destination)
    {
        var subscriber = new TelemetrySubscriber(subscription, destination, time);
        if (subscription.Wants(TelemetryEvents.InitStart))
        {
            // It happened before anyone could subscribe.
            subscriber.Add(TelemetryEvents.Write(TelemetryEvents.InitStart, _bornAt, json =>
            {
                json.WriteString("initializationType", InitializationType);
                json.WriteString("phase", Phase);
                json.WriteString("functionName", revision.FunctionName);
                json.WriteString("functionVersion", revision.Version);
            }));
        }

        var telemetry = log.Telemetry ??= new TelemetryStream(time);
        telemetry.Add(extension, subscriber);
        log.Write(PlatformLines.Subscription(subscription.IsLogs, extension, subscription.Types));
        telemetry.Publish(subscription.IsLogs ? TelemetryEvents.LogsSubscription : TelemetryEvents.TelemetrySubscription, json =>
        {
            json.WriteString("name", extension);
            json.WriteString("state", "Subscribed");
            json.WriteStartArray("types");
            foreach (var type in subscription.Types)
            {
                json.WriteStringValue(type);
            }

            json.WriteEndArray();
        });
    }

    private void WriteInit(Utf8JsonWriter json, string status, bool withDuration)
    {
        json.WriteString("initializationType", InitializationType);
        json.WriteString("phase", Phase);
        json.WriteString("status", status);
        if (withDuration)
        {
            json.WriteStartObject("metrics");
            json.WriteNumber("durationMs", Milliseconds(time.GetElapsedTime(_born)));
            json.WriteEndObject();
        }
    }

    private void WriteReport(Utf8JsonWriter json, string requestId, string? status, TimeSpan duration, TimeSpan? initialization, long usedMegabytes)
    {
        json.WriteString("requestId", requestId);
        json.WriteString("status", StatusOf(status));
        json.WriteStartObject("metrics");
        json.WriteNumber("durationMs", Milliseconds(duration));
        json.WriteNumber("billedDurationMs", PlatformLines.Billed(duration, initialization));
        json.WriteNumber("memorySizeMB", revision.MemoryMegabytes);
        json.WriteNumber("maxMemoryUsedMB", usedMegabytes);
        if (initialization is { } cold)
        {
            json.WriteNumber("initDurationMs", Milliseconds(cold));
        }

        json.WriteEndObject();
    }

    private static void WriteTracing(Utf8JsonWriter json, string? trace)
    {
        if (!string.IsNullOrEmpty(trace))
        {
            json.WriteStartObject("tracing");
            json.WriteString("type", "X-Amzn-Trace-Id");
            json.WriteString("value", trace);
            json.WriteEndObject();
        }
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
