namespace Gatehouse.Gateway.Journal;

/// <summary>The most recent requests, in a ring of fixed size. Entering one is an increment and a reference; nothing blocks.</summary>
public sealed class RequestJournal
{
    private readonly RequestRecord?[] _ring;
    private readonly TimeProvider _time;
    private long _next = -1;

    internal RequestJournal(int capacity, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _ring = new RequestRecord?[capacity];
        _time = time;
    }

    /// <summary>The request with this id (or extended id), or null when it is not here any more.</summary>
    public Explanation? Find(string requestId)
    {
        foreach (var record in NewestFirst())
        {
            if (record.RequestId == requestId || record.ExtendedRequestId == requestId)
            {
                return new Explanation(record, _time.TimestampFrequency);
            }
        }

        return null;
    }

    /// <summary>The request that ended last, or null.</summary>
    public Explanation? Last() => Recent(1, null) is [var last] ? last : null;

    /// <summary>The newest requests, newest first, optionally of one status only.</summary>
    public IReadOnlyList<Explanation> Recent(int count, int? status)
    {
        var found = new List<Explanation>();
        foreach (var record in NewestFirst())
        {
            if (found.Count == count)
            {
                break;
            }

            if (status is null || record.Status == status)
            {
                found.Add(new Explanation(record, _time.TimestampFrequency));
            }
        }

        return found;
    }

    internal void Enter(RequestRecord record)
    {
        var slot = (ulong)Interlocked.Increment(ref _next) % (ulong)_ring.Length;
        Volatile.Write(ref _ring[slot], record);
    }

    private IEnumerable<RequestRecord> NewestFirst()
    {
        var newest = Volatile.Read(ref _next);
        for (var i = newest; i >= 0 && i > newest - _ring.Length; i--)
        {
            if (Volatile.Read(ref _ring[i % _ring.Length]) is { } record)
            {
                yield return record;
            }
        }
    }
}
