namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Counts the invocations of one function, over all its versions, against its reserved concurrency.</summary>
internal sealed class ConcurrencyGate
{
    private int _running;
    private int _limit = -1;

    /// <summary>Null when nothing is reserved.</summary>
    public int? Limit
    {
        get => Volatile.Read(ref _limit) is >= 0 and var limit ? limit : null;
        set => Volatile.Write(ref _limit, value ?? -1);
    }

    /// <summary>False when the limit is reached. Every true needs one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        var running = Interlocked.Increment(ref _running);
        var limit = Volatile.Read(ref _limit);
        if (limit < 0 || running <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _running);
}
