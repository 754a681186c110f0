namespace Gatehouse.Gateway.Usage;

/// <summary>What one key has used of one plan.</summary>
public sealed class KeyUsage
{
    private readonly UsageLedger _ledger;
    private readonly TimeProvider _time;

    internal KeyUsage(UsageLedger ledger, TimeProvider time)
    {
        _ledger = ledger;
        _time = time;
    }

    /// <summary>The calls that counted on one day.</summary>
    public long Used(DateOnly day) => _ledger.UsedOn(QuotaCalendar.DayOf(day));

    /// <summary>What is left of a quota in the current period.</summary>
    public long Remaining(QuotaModel quota) => _ledger.Remaining(quota, QuotaCalendar.DayOf(_time.GetUtcNow()));
}
