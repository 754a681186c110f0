using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.Watching;

namespace Gatehouse.Sandbox.Pool;

/// <summary>Writes one sandbox's START, END and REPORT lines, and keeps the time between them.</summary>
internal sealed class InvocationJournal(SandboxLog log, FunctionRevision revision, FunctionFigures figures, TimeProvider time)
{
    private readonly long _born = time.GetTimestamp();
    private TimeSpan? _initialization;
    private long _start;

    /// <summary>When the invocation that was begun last must be done.</summary>
    internal DateTimeOffset Deadline { get; private set; }

    internal bool IsDue => time.GetElapsedTime(_start) >= revision.Timeout;

    internal SandboxLog Log => log;

    /// <summary>How many invocations have ended here.</summary>
    internal long Invocations { get; private set; }

    /// <summary>The most memory in use, as seen at the end of the last invocation.</summary>
    internal long PeakBytes { get; private set; }

    /// <summary>The first REPORT from here on tells how long the start took.</summary>
    internal void Initialized() => _initialization = time.GetElapsedTime(_born);

    internal void Begin(Invocation invocation)
    {
        _start = time.GetTimestamp();
        Deadline = time.GetUtcNow() + revision.Timeout;
        log.Follow(invocation.Tail);
        log.Write(PlatformLines.Start(invocation.RequestId, revision.Version));
    }

    internal void InitFailed(bool withinInvocation, string status)
    {
        figures.StartFailed();
        log.Write(PlatformLines.InitReport(time.GetElapsedTime(_born), withinInvocation ? "invoke" : "init", status));
    }

    internal void End(Invocation invocation, ISandboxProcess? process, string? status)
    {
        var duration = time.GetElapsedTime(_start);
        process?.Output.Drain(settle: true);
        PeakBytes = process?.PeakBytes() ?? 0;
        Invocations++;
        var used = Math.Min(revision.MemoryMegabytes, (PeakBytes + (1 << 20) - 1) >> 20);
        log.Write(PlatformLines.End(invocation.RequestId));
        log.Write(PlatformLines.Report(invocation.RequestId, duration, _initialization, revision.MemoryMegabytes, used, status));
        log.Follow(null);
        figures.Ended(invocation, new InvocationTimes(time, duration, _initialization), PeakBytes);
        _initialization = null;
    }

    internal void Fail(Invocation invocation, FunctionFailure failure, ISandboxProcess? process)
    {
        invocation.Fail(failure.ErrorType, failure.Payload.Span);
        if (failure.IsTimeout)
        {
            log.Write(PlatformLines.TimedOut(time.GetUtcNow(), invocation.RequestId, revision.Timeout));
        }
        else if (failure.Message is { } message)
        {
            log.Write(PlatformLines.Crashed(invocation.RequestId, message, failure.ErrorType));
        }

        End(invocation, process, failure.IsTimeout ? "timeout" : $"error\tError Type: {failure.ErrorType}");
    }
}
