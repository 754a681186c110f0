using System.Collections.Concurrent;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>Live usage of every key on every plan of one account and region, and the hooks that let a service keep it.</summary>
public sealed class UsageCounters
{
    private readonly ConcurrentDictionary<(string PlanId, string KeyId), UsageLedger> _ledgers = new();
    private readonly ConcurrentQueue<UsageLedger> _changed = new();
    private readonly TimeProvider _time;

    internal UsageCounters(Scope scope, TimeProvider time)
    {
        Scope = scope;
        _time = time;
    }

    public Scope Scope { get; }

    internal int Today => QuotaCalendar.DayOf(_time.GetUtcNow());

    /// <summary>What changed since the last call. Costs what changed, not what exists; one caller at a time.</summary>
    public IReadOnlyList<UsageRecord> TakeChanges()
    {
        var records = new List<UsageRecord>();
        for (var left = _changed.Count; left > 0 && _changed.TryDequeue(out var ledger); left--)
        {
            // A key that left its plan takes its count along.
            if (_ledgers.TryGetValue((ledger.PlanId, ledger.KeyId), out var current) && current == ledger)
            {
                records.Add(ledger.Export());
            }
        }

        return records;
    }

    /// <summary>Puts back what <see cref="TakeChanges"/> gave, after a restart.</summary>
    public void Import(UsageRecord record) => Ledger(record.PlanId, record.KeyId).Import(record);

    /// <summary>The calls that counted on one day.</summary>
    public long Used(string planId, string keyId, DateOnly day) =>
        _ledgers.TryGetValue((planId, keyId), out var ledger) ? ledger.UsedOn(QuotaCalendar.DayOf(day)) : 0;

    /// <summary>The keys that used this plan since the start. Looks at every key that used any.</summary>
    public IEnumerable<string> KeysOf(string planId)
    {
        foreach (var (pair, _) in _ledgers)
        {
            if (pair.PlanId == planId)
            {
                yield return pair.KeyId;
            }
        }
    }

    /// <summary>What is left of a quota in the current period.</summary>
    public long Remaining(string planId, string keyId, QuotaModel quota) => Ledger(planId, keyId).Remaining(quota, Today);

    /// <summary>Grants exactly this many more calls in the current period.</summary>
    public void SetRemaining(string planId, string keyId, QuotaModel quota, long remaining) =>
        Ledger(planId, keyId).SetRemaining(quota, Today, remaining);

    internal UsageLedger Ledger(string planId, string keyId) =>
        _ledgers.GetOrAdd((planId, keyId), static (pair, counters) => new UsageLedger(pair.PlanId, pair.KeyId, counters), this);

    internal void Forget(string planId, string keyId) => _ledgers.TryRemove((planId, keyId), out _);

    internal void Changed(UsageLedger ledger) => _changed.Enqueue(ledger);
}
