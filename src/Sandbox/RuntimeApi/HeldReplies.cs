using System.Collections.Concurrent;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>
/// Sees to it that what a connection holds back, to send it together with the next event, leaves in time. One timer for all of
/// them, running only while something is held: a timer for each would wake a thread of the pool for each, many times a second.
/// </summary>
internal sealed class HeldReplies : IDisposable
{
    // A client that polls before it has seen its 202 may be kept waiting for it this long.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<RuntimeConnection> _holding = [];
    private readonly ITimer _timer;
    private int _isRunning;

    internal HeldReplies() =>
        _timer = TimeProvider.System.CreateTimer(static state => ((HeldReplies)state!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>This connection holds something from now on. Once until it is released.</summary>
    internal void Add(RuntimeConnection connection)
    {
        _holding.Enqueue(connection);
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _timer.Change(Limit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Release()
    {
        // Before looking: what is held from here on has another round.
        Interlocked.Exchange(ref _isRunning, 0);
        for (var left = _holding.Count; left > 0 && _holding.TryDequeue(out var connection); left--)
        {
            connection.Release();
        }
    }
}
