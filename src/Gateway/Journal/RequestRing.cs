namespace Gatehouse.Gateway.Journal;

/// <summary>The latest requests to one stage. Takes no memory before the first; entering one is an increment and a reference.</summary>
internal sealed class RequestRing
{
    private RequestRecord?[]? _slots;
    private long _next = -1;

    public int Capacity => Volatile.Read(ref _slots)?.Length ?? 0;

    /// <summary>False when <see cref="Open"/> was not called yet.</summary>
    public bool TryEnter(RequestRecord record)
    {
        if (Volatile.Read(ref _slots) is not { } slots)
        {
            return false;
        }

        Volatile.Write(ref slots[(ulong)Interlocked.Increment(ref _next) % (ulong)slots.Length], record);
        return true;
    }

    public void Open(int capacity) => Interlocked.CompareExchange(ref _slots, new RequestRecord?[capacity], null);

    public IEnumerable<RequestRecord> NewestFirst()
    {
        if (Volatile.Read(ref _slots) is not { } slots)
        {
            yield break;
        }

        var newest = Volatile.Read(ref _next);
        for (var i = newest; i >= 0 && i > newest - slots.Length; i--)
        {
            if (Volatile.Read(ref slots[i % slots.Length]) is { } record)
            {
                yield return record;
            }
        }
    }
}
