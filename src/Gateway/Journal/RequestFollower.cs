namespace Gatehouse.Gateway.Journal;

/// <summary>
/// Someone who watches requests as they end. The gateway drops each into a slot and goes on; what the watcher did not take in time is
/// overwritten and counted.
/// </summary>
public sealed class RequestFollower : IDisposable
{
    // A reader that is woken 50 times a second keeps up with 50,000 requests a second.
    internal const int Slots = 1024;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly RequestRecord?[] _slots = new RequestRecord?[Slots];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly RequestJournal _journal;
    private readonly RequestFilter _filter;
    private readonly TimeProvider _time;
    private long _next = -1;
    private long _overwritten;
    private int _isWaiting;

    internal RequestFollower(RequestJournal journal, RequestFilter filter, TimeProvider time) => (_journal, _filter, _time) = (journal, filter, time);

    /// <summary>How many requests were lost since the last look.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _overwritten, 0);

    /// <summary>What ended since the last look, oldest first; nothing when nothing did for as long as the patience lasts.</summary>
    public async ValueTask<IReadOnlyList<Explanation>> NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        Volatile.Write(ref _isWaiting, 1);
        if (Take() is { Count: > 0 } ready)
        {
            Volatile.Write(ref _isWaiting, 0);
            return ready;
        }

        if (!await _wake.WaitAsync(patience, cancellation))
        {
            return [];
        }

        // The more come at once, the fewer times anybody is woken.
        await Task.Delay(Breath, TimeProvider.System, cancellation);
        return Take();
    }

    // The semaphore is left to the collector: a request that ends right now may still signal it.
    public void Dispose() => _journal.Forget(this);

    /// <summary>Called by requests: two exchanges, and now and then a signal.</summary>
    internal void Offer(RequestRecord record)
    {
        if (!_filter.Matches(record))
        {
            return;
        }

        var slot = (ulong)Interlocked.Increment(ref _next) % Slots;
        if (Interlocked.Exchange(ref _slots[slot], record) is not null)
        {
            Interlocked.Increment(ref _overwritten);
        }

        if (Volatile.Read(ref _isWaiting) == 1 && Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            _wake.Release();
        }
    }

    private List<Explanation> Take()
    {
        var records = new List<RequestRecord>();
        for (var i = 0; i < Slots; i++)
        {
            if (Volatile.Read(ref _slots[i]) is not null && Interlocked.Exchange(ref _slots[i], null) is { } record)
            {
                records.Add(record);
            }
        }

        return [.. records.OrderBy(record => record.EndedTicks).Select(record => new Explanation(record, _time.TimestampFrequency))];
    }
}
