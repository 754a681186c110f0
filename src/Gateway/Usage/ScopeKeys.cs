using System.Collections.Concurrent;
using System.Text;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>The keys and plans of one account and region. Changes cost what changes and act for the next request.</summary>
/// <remarks>
/// Plans are all here. Of keys, those that were used since the start: the first call with a key brings it here, the others only touch
/// dictionaries that are read without a lock.
/// </remarks>
public sealed class ScopeKeys
{
    /// <summary>API Gateway takes no longer values, so a longer header cannot name a key.</summary>
    internal const int LongestValue = 128;

    // Serializes changes, and bringing keys in: a key that changes while it is read is then either read anew or changed here.
    private readonly Lock _changes = new();
    private readonly ConcurrentDictionary<string, KeyEntry> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyDigest, KeyEntry> _byValue = new();
    private readonly ConcurrentDictionary<string, PlanEntry> _plans = new(StringComparer.Ordinal);
    private readonly KnownDigests _known = new();
    private readonly Scope _scope;
    private readonly KeyDirectory _directory;
    private readonly TimeProvider _time;

    internal ScopeKeys(Scope scope, KeyDirectory directory, TimeProvider time)
    {
        _scope = scope;
        _directory = directory;
        _time = time;
        Usage = new UsageCounters(scope, directory, time);
    }

    public UsageCounters Usage { get; }

    /// <summary>Adds a key or replaces what is known of it; its plans stay.</summary>
    public void SetKey(KeyModel key)
    {
        lock (_changes)
        {
            var digest = KeyDigest.Of(key.Value);
            _known.Add(digest.A);
            if (_byId.TryGetValue(key.Id, out var entry))
            {
                if (entry.Model.Value != key.Value)
                {
                    RemoveValue(entry);
                    _byValue[digest] = entry;
                }

                entry.Model = key;
            }
            else if (_directory.Source is null)
            {
                Enter(digest, new KeyEntry(key));
            }
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
                Usage.Forget(subscription.Plan.State.Model.Id, keyId);
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
            if (_plans.TryRemove(planId, out var plan))
            {
                plan.IsRemoved = true;
                Usage.Forget(planId);
            }
        }
    }

    /// <summary>Puts a key on a plan, which must be here. A key that was not used yet finds its plans when it is.</summary>
    public void Attach(string keyId, string planId)
    {
        lock (_changes)
        {
            var entry = _byId.GetValueOrDefault(keyId);
            if (!_plans.TryGetValue(planId, out var plan) || entry?.Holds(plan) == true)
            {
                return;
            }

            // A call that began before the key left this plan may have counted since.
            Usage.Forget(planId, keyId);
            entry?.Subscribe(plan, Usage);
        }
    }

    public void Detach(string keyId, string planId)
    {
        lock (_changes)
        {
            if (_byId.TryGetValue(keyId, out var entry) && _plans.TryGetValue(planId, out var plan))
            {
                entry.Unsubscribe(plan);
            }

            Usage.Forget(planId, keyId);
        }
    }

    internal void Learn(ulong digest) => _known.Add(digest);

    internal KeyEntry? Find(string value)
    {
        if (value.Length is 0 or > LongestValue)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[LongestValue * 3];
        var digest = KeyDigest.Of(buffer[..Encoding.UTF8.GetBytes(value, buffer)]);
        return _byValue.TryGetValue(digest, out var entry) ? entry
            : _directory.Source is { } source && (!_directory.HasLearnedAll || _known.MayHold(digest.A)) ? BringIn(source, digest)
            : null;
    }

    private KeyEntry? BringIn(IKeySource source, in KeyDigest digest)
    {
        lock (_changes)
        {
            if (_byValue.TryGetValue(digest, out var entry))
            {
                return entry;
            }

            if (source.FindKey(_scope, digest.ToString()) is not { } stored)
            {
                _known.Remove(digest.A);
                return null;
            }

            entry = new KeyEntry(stored.Key);
            foreach (var planId in stored.PlanIds)
            {
                if (_plans.TryGetValue(planId, out var plan))
                {
                    entry.Subscribe(plan, Usage);
                }
            }

            Enter(digest, entry);
            return entry;
        }
    }

    private void Enter(in KeyDigest digest, KeyEntry entry)
    {
        _byId[entry.Model.Id] = entry;
        _byValue[digest] = entry;
    }

    private void RemoveValue(KeyEntry entry) => _byValue.TryRemove(KeyDigest.Of(entry.Model.Value), out _);
}
