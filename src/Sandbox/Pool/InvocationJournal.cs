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

    private InitPhase Init => new(InitializationType, IsRepeated ? "invoke" : "init");

    /// <summary>The first REPORT from here on tells how long the start took.</summary>
    internal void Initialized()
    {
        if (!IsRepeated)
        {
            _initialization = time.GetElapsedTime(_born);
        }

        log.Telemetry?.InitReport(Init, status: null, time.GetElapsedTime(_born));
    }

    /// <summary>The runtime is ready; extensions may not be.</summary>
    internal void RuntimeInitialized() => log.Telemetry?.InitRuntimeDone(Init, status: null);

    internal void Begin(Invocation invocation)
    {
        _start = time.GetTimestamp();
        Deadline = time.GetUtcNow() + revision.Timeout;
        log.Follow(invocation.Tail);
        log.Write(PlatformLines.Start(invocation.RequestId, revision.Version));
        log.Telemetry?.Start(invocation.RequestId, revision.Version, invocation.Options.TraceId);
    }

    internal void InitFailed(string status)
    {
        figures.StartFailed();
        var duration = time.GetElapsedTime(_born);
        log.Write(PlatformLines.InitReport(duration, Init.Name, status));
        log.Telemetry?.InitRuntimeDone(Init, status);
        log.Telemetry?.InitReport(Init, status, duration);
    }

    /// <summary>The caller has its answer, and extensions may go on: what is printed from now on is not the caller's.</summary>
    internal void Answered(Invocation invocation, ISandboxProcess? process)
    {
        process?.Output.Drain(settle: true);
        Invocations++;
        figures.Ended(invocation, new InvocationTimes(time, time.GetElapsedTime(_start), _initialization), PeakBytes);
        log.Follow(null);
    }

    /// <summary>The runtime is back for the next event; extensions may not be.</summary>
    internal void RuntimeDone(string requestId, string? status, long? producedBytes) =>
        log.Telemetry?.RuntimeDone(requestId, status, time.GetElapsedTime(_start), producedBytes);

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
            telemetry.End(requestId);
            var billed = PlatformLines.Billed(duration, _initialization);
            telemetry.Report(requestId, status, new ReportFigures(duration, _initialization, billed, revision.MemoryMegabytes, used));
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
        log.Telemetry?.ExtensionChanged(extension);
    }

    internal void Subscribe(string extension, TelemetrySubscription subscription, ITelemetryDestination destination)
    {
        var subscriber = new TelemetrySubscriber(subscription, destination, time);
        if (subscription.Wants(TelemetryEvents.InitStart))
        {
            // It happened before anyone could subscribe.
            subscriber.Add(PlatformEvents.InitStart(_bornAt, Init, revision.FunctionName, revision.Version));
        }

        var telemetry = log.Telemetry ??= new TelemetryStream(time);
        telemetry.Add(extension, subscriber);
        log.Write(PlatformLines.Subscription(subscription.IsLogs, extension, subscription.Types));
        telemetry.Subscribed(extension, subscription);
    }
}
