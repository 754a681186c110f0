using System.Text;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Watching;

/// <summary>Counts what happens to one version of a function since the server started, whatever revisions and pools it goes through.</summary>
internal sealed class FunctionFigures(FunctionRevision revision)
{
    private const int LongestMessage = 300;

    private readonly Lock _changing = new();
    private FunctionPool[] _pools = [];
    private long _succeeded;
    private long _failed;
    private long _timedOut;
    private long _throttled;
    private long _coldStarts;
    private long _failedStarts;
    private long _peakBytes;
    private FunctionFault? _lastFault;

    internal void Add(FunctionPool pool)
    {
        lock (_changing)
        {
            Volatile.Write(ref _pools, [.. _pools, pool]);
        }
    }

    /// <summary>False when no pool is left.</summary>
    internal bool Remove(FunctionPool pool)
    {
        lock (_changing)
        {
            Volatile.Write(ref _pools, [.. _pools.Where(other => other != pool)]);
            return _pools.Length > 0;
        }
    }

    /// <summary>An invocation ended in a sandbox: with a reply, or with an error type.</summary>
    internal void Ended(Invocation invocation, in InvocationTimes times, long peakBytes)
    {
        if (invocation.ErrorType is null)
        {
            Interlocked.Increment(ref _succeeded);
        }
        else
        {
            Interlocked.Increment(ref _failed);
            if (invocation.ErrorType == FunctionFailure.Timeout)
            {
                Interlocked.Increment(ref _timedOut);
            }

            Volatile.Write(ref _lastFault, new FunctionFault(times.Now, invocation.RequestId, invocation.ErrorType, Message(invocation.ErrorPayload)));
        }

        if (invocation.IsCold)
        {
            Interlocked.Increment(ref _coldStarts);
        }

        if (peakBytes > _peakBytes)
        {
            // Two sandboxes may race here; the next invocation puts it right.
            _peakBytes = peakBytes;
        }

        if (FunctionTelemetry.IsOn)
        {
            FunctionTelemetry.Ended(revision, invocation, times, peakBytes);
        }
    }

    internal void Throttled() => Interlocked.Increment(ref _throttled);

    internal void StartFailed() => Interlocked.Increment(ref _failedStarts);

    /// <summary>The sandbox's process could not even be made.</summary>
    internal void StartFailed(DateTimeOffset time, string reason)
    {
        StartFailed();
        Volatile.Write(ref _lastFault, new FunctionFault(time, null, "Sandbox.StartFailed", Cut(reason)));
    }

    internal FunctionReading Read()
    {
        var pools = Volatile.Read(ref _pools);
        return new FunctionReading
        {
            Account = revision.Account,
            Region = revision.Region,
            FunctionName = revision.FunctionName,
            FunctionArn = revision.FunctionArn,
            Version = revision.Version,
            Sandboxes = [.. pools.SelectMany(pool => pool.ReadSandboxes())],
            Waiting = pools.Sum(pool => pool.Waiting),
            Provisioned = (pools.Sum(pool => pool.Least), pools.Sum(pool => pool.Provisioned.Ready)),
            Succeeded = Interlocked.Read(ref _succeeded),
            Failed = Interlocked.Read(ref _failed),
            TimedOut = Interlocked.Read(ref _timedOut),
            Throttled = Interlocked.Read(ref _throttled),
            ColdStarts = Interlocked.Read(ref _coldStarts),
            FailedStarts = Interlocked.Read(ref _failedStarts),
            PeakBytes = Interlocked.Read(ref _peakBytes),
            LastFault = Volatile.Read(ref _lastFault),
        };
    }

    // A message, or else the error as it is.
    private static string Message(ReadOnlyMemory<byte> payload) =>
        Cut(FunctionErrors.Message(payload) ?? Encoding.UTF8.GetString(payload.Span[..Math.Min(payload.Length, LongestMessage)]));

    private static string Cut(string text)
    {
        var line = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? text[..end] : text;
        return line.Length <= LongestMessage ? line : string.Concat(line.AsSpan(0, LongestMessage - 1), "…");
    }
}
