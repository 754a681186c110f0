using System.Collections.Concurrent;

namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// Stops sandboxes that have idled for a while, so that what a function left running in the background stands still until its next
/// invocation. One timer for all of them, running only while some idle: a sandbox that is called again and again never pays.
/// </summary>
internal sealed class Freezer : IDisposable
{
    /// <summary>How long a sandbox idles before it is stopped.</summary>
    /// <remarks>docs/decisions/0010-freezing.md</remarks>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>How much longer it may go on for its subscribers to take what telemetry there is for them.</summary>
    internal static readonly TimeSpan DeliveryLimit = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<(FunctionPool Pool, FunctionSandbox Sandbox)> _awake = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _isRunning;

    internal Freezer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Freezer)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>This sandbox idles. Once until the pool hears that it is not watched any more.</summary>
    internal void Watch(FunctionPool pool, FunctionSandbox sandbox)
    {
        _awake.Enqueue((pool, sandbox));
        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _timer.Change(Patience / 2, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        // Before looking: who comes from here on has another round.
        Interlocked.Exchange(ref _isRunning, 0);
        var now = _time.GetTimestamp();
        for (var left = _awake.Count; left > 0 && _awake.TryDequeue(out var entry); left--)
        {
            if (!entry.Pool.Freeze(entry.Sandbox, now))
            {
                Watch(entry.Pool, entry.Sandbox);
            }
        }
    }
}
