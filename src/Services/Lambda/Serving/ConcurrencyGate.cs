namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Counts the invocations of one function, over all its versions, against its reserved concurrency or else the account's.</summary>
internal sealed class ConcurrencyGate(AccountConcurrency account)
{
    private int _running;
    private int _limit = -1;
    private long _refused;

    /// <summary>Invocations that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Invocations that were refused since the server started.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Null when nothing is reserved. Set by one writer at a time.</summary>
    public int? Limit
    {
        get => Volatile.Read(ref _limit) is >= 0 and var limit ? limit : null;
        set
        {
            account.Reserve((value ?? 0) - (Limit ?? 0));
            Volatile.Write(ref _limit, value ?? -1);
        }
    }

    /// <summary>Every admission needs one <see cref="Leave"/>; a refusal none.</summary>
    public Admission TryEnter()
    {
        var running = Interlocked.Increment(ref _running);
        var limit = Volatile.Read(ref _limit);
        if (limit >= 0 && running <= limit)
        {
            return Admission.Reserved;
        }

        if (limit < 0 && account.TryEnter())
        {
            return Admission.Unreserved;
        }

        Interlocked.Decrement(ref _running);
        Interlocked.Increment(ref _refused);
        return limit < 0 ? Admission.AccountFull : Admission.ReservationFull;
    }

    public void Leave(Admission admission)
    {
        Interlocked.Decrement(ref _running);
        if (admission == Admission.Unreserved)
        {
            account.Leave();
        }
    }
}

/// <summary>What an admission means.</summary>
internal static class Admissions
{
    public static bool IsRefusal(this Admission admission) => admission is Admission.AccountFull or Admission.ReservationFull;
}
