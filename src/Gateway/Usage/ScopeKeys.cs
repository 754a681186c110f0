using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>The keys and plans of one account and region. Changes cost what changes and act for the next request.</summary>
public sealed class ScopeKeys
{
    /// <summary>API Gateway takes no longer values, so a longer header cannot name a key.</summary>
    internal const int LongestValue = 128;

    // Serializes changes. Requests never take it.
    private readonly Lock _changes = new();
    private readonly ConcurrentDictionary<string, KeyEntry> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyDigest, KeyEntry> _byValue = new();
    private readonly ConcurrentDictionary<string, PlanEntry> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, KeyEntry>> _keysOfPlan = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    internal ScopeKeys(Scope scope, TimeProvider time)
    {
        _time = time;
        Usage = new UsageCounters(scope, time);
    }

    public UsageCounters Usage { get; }

    /// <summary>Adds a key or replaces what is known of it; its plans stay.</summary>
    public void SetKey(KeyModel key)
    {
        lock (_changes)
        {
            if (_byId.TryGetValue(key.Id, out var known) && known.Model.Value == key.Value)
            {
                known.Model = key;
                return;
            }

            var entry = new KeyEntry(key);
            if (known is not null)
            {
                RemoveValue(known);
                foreach (var subscription in known.Subscriptions)
                {
                    Subscribe(entry, subscription.Plan);
                }
            }

            _byId[key.Id] = entry;
            _byValue[KeyDigest.Of(entry.ValueBytes)] = entry;
        }
    }

    public void RemoveKey(string keyId)
    {
        lock (_changes)
        {
            if (!_byId.TryRemove(keyId, out var entry))
            {
                return;
            }

            RemoveValue(entry);
            foreach (var subscription in entry.Subscriptions)
            {
                var planId = subscription.Plan.State.Model.Id;
                _keysOfPlan.GetValueOrDefault(planId)?.TryRemove(keyId, out _);
                Usage.Forget(planId, keyId);
            }
        }
    }

    /// <summary>Adds a plan or replaces its stages and limits; its keys stay, and so does what they have used.</summary>
    public void SetPlan(PlanModel plan)
    {
        lock (_changes)
        {
            var state = new PlanState(plan, _time.TimestampFrequency);
            if (_plans.TryGetValue(plan.Id, out var known))
            {
                known.State = state;
            }
            else
            {
                _plans[plan.Id] = new PlanEntry(state);
            }
        }
    }

    public void RemovePlan(string planId)
    {
        lock (_changes)
        {
            if (!_plans.TryRemove(planId, out var plan) || !_keysOfPlan.TryRemove(planId, out var keys))
            {
                return;
            }

            foreach (var (keyId, entry) in keys)
            {
                Unsubscribe(entry, plan);
                Usage.Forget(planId, keyId);
            }
        }
    }

    /// <summary>Puts a key on a plan. False when one of them is not here.</summary>
    public bool Attach(string keyId, string planId)
    {
        lock (_changes)
        {
            if (!_byId.TryGetValue(keyId, out var entry) || !_plans.TryGetValue(planId, out var plan))
            {
                return false;
            }

            if (!entry.Subscriptions.Any(subscription => subscription.Plan == plan))
            {
                Subscribe(entry, plan);
            }

            return true;
        }
    }

    public void Detach(string keyId, string planId)
    {
        lock (_changes)
        {
            if (_byId.TryGetValue(keyId, out var entry) && _plans.TryGetValue(planId, out var plan))
            {
                Unsubscribe(entry, plan);
                _keysOfPlan.GetValueOrDefault(planId)?.TryRemove(keyId, out _);
                Usage.Forget(planId, keyId);
            }
        }
    }

    internal KeyEntry? Find(string value)
    {
        if (value.Length is 0 or > LongestValue)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[LongestValue * 3];
        var bytes = buffer[..Encoding.UTF8.GetBytes(value, buffer)];
        return _byValue.TryGetValue(KeyDigest.Of(bytes), out var entry) && CryptographicOperations.FixedTimeEquals(entry.ValueBytes, bytes) ? entry : null;
    }

    private void Subscribe(KeyEntry entry, PlanEntry plan)
    {
        entry.Subscriptions = entry.Subscriptions.Add(new Subscription(entry, plan, Usage));
        _keysOfPlan.GetOrAdd(plan.State.Model.Id, static _ => new(StringComparer.Ordinal))[entry.Model.Id] = entry;
    }

    private static void Unsubscribe(KeyEntry entry, PlanEntry plan) =>
        entry.Subscriptions = entry.Subscriptions.RemoveAll(subscription => subscription.Plan == plan);

    private void RemoveValue(KeyEntry entry) =>
        _byValue.TryRemove(new KeyValuePair<KeyDigest, KeyEntry>(KeyDigest.Of(entry.ValueBytes), entry));
}
