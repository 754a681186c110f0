using Gatehouse.Services.Lambda.Concurrency;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Counts the invocations of an account's functions without a reservation, in one region, against what reservations leave them.</summary>
internal sealed class AccountConcurrency
{
    private int _running;
    private int _reserved;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= AccountLimits.Concurrency - Volatile.Read(ref _reserved))
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    /// <summary>A reservation grew, or shrank when <paramref name="change"/> is negative.</summary>
    public void Reserve(int change) => Interlocked.Add(ref _reserved, change);
}
