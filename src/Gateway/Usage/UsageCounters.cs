using System.Collections.Concurrent;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>Live usage of every key on every plan of one account and region, and the hooks that let a service keep it.</summary>
public sealed class UsageCounters
{
    private readonly ConcurrentDictionary<(string PlanId, string KeyId), UsageLedger> _ledgers = new();
    private readonly ConcurrentQueue<UsageLedger> _changed = new();

    // Left their plan, but a record of theirs may be on its way to where they are kept.
    private readonly ConcurrentDictionary<(string PlanId, string KeyId), long> _forgotten = new();
    private readonly KeyDirectory _directory;
    private readonly TimeProvider _time;
    private long _departures;

    internal UsageCounters(Scope scope, KeyDirectory directory, TimeProvider time)
    {
        Scope = scope;
        _directory = directory;
        _time = time;
    }

    public Scope Scope { get; }

    /// <summary>What changed since the last call. Costs what changed, not what exists; one caller at a time.</summary>
    public UsageChanges TakeChanges()
    {
        var records = new List<UsageRecord>();
        for (var left = _changed.Count; left > 0 && _changed.TryDequeue(out var ledger); left--)
        {
            if (_ledgers.TryGetValue((ledger.PlanId, ledger.KeyId), out var current) && current == ledger)
            {
                records.Add(ledger.Export());
            }
        }

        var settled = _forgotten.ToArray();
        var gone = new List<(string PlanId, string KeyId)>();
        foreach (var (pair, _) in settled)
        {
            if (_ledgers.TryGetValue(pair, out var newcomer))
            {
                records.Add(newcomer.Export());
            }
            else
            {
                gone.Add(pair);
            }
        }

        return new UsageChanges(records, gone) { Settled = settled };
    }

    /// <summary>What <see cref="TakeChanges"/> gave is stored.</summary>
    public void Stored(UsageChanges changes)
    {
        foreach (var pair in changes.Settled)
        {
            _forgotten.TryRemove(pair);
        }
    }

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

    /// <summary>The numbers of one key on one plan, as they are at this moment.</summary>
    public KeyUsage Of(string planId, string keyId) => new(Find(planId, keyId), _time);

    /// <summary>Grants exactly this many more calls in the current period.</summary>
    public void SetRemaining(string planId, string keyId, QuotaModel quota, long remaining) =>
        Ledger(planId, keyId).SetRemaining(quota, QuotaCalendar.DayOf(_time.GetUtcNow()), remaining);

    internal UsageLedger Ledger(string planId, string keyId) =>
        _ledgers.GetOrAdd((planId, keyId), static (pair, counters) => counters.Read(pair.PlanId, pair.KeyId), this);

    internal void Forget(string planId, string keyId)
    {
        if (_ledgers.ContainsKey((planId, keyId)))
        {
            // In this order: whoever finds no ledger finds this.
            _forgotten[(planId, keyId)] = Interlocked.Increment(ref _departures);
            _ledgers.TryRemove((planId, keyId), out _);
            _directory.UsageChanged();
        }
    }

    internal void Forget(string planId)
    {
        foreach (var pair in _ledgers.Keys.Where(pair => pair.PlanId == planId))
        {
            Forget(pair.PlanId, pair.KeyId);
        }
    }

    internal void Changed(UsageLedger ledger)
    {
        _changed.Enqueue(ledger);
        _directory.UsageChanged();
    }

    // A look at a key that was not used since the start leaves nothing behind.
    private UsageLedger Find(string planId, string keyId) => _ledgers.TryGetValue((planId, keyId), out var ledger) ? ledger : Read(planId, keyId);

    private UsageLedger Read(string planId, string keyId)
    {
        var ledger = new UsageLedger(planId, keyId, this);
        if (!_forgotten.ContainsKey((planId, keyId)) && _directory.Source?.FindUsage(Scope, planId, keyId) is { } stored)
        {
            ledger.Import(stored);
        }

        return ledger;
    }
}
