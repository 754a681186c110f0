using System.Collections.Concurrent;

namespace Gatehouse.Gateway.Usage;

/// <summary>A key on a plan: its buckets and its count. Limits are read from the plan at each call, so a change acts at once.</summary>
/// <remarks>There may be a million of these, most of them idle: what a call needs is made at the first one.</remarks>
internal sealed class Subscription(KeyEntry key, PlanEntry plan, UsageCounters usage)
{
    private ConcurrentDictionary<(string Stage, string Method), TokenBucket>? _methodBuckets;
    private TokenBucket? _bucket;
    private UsageLedger? _ledger;

    public KeyEntry Key => key;

    public PlanEntry Plan => plan;

    public UsageLedger Ledger => _ledger ??= usage.Ledger(plan.State.Model.Id, key.Model.Id);

    public TokenBucket Bucket => LazyInitializer.EnsureInitialized(ref _bucket, static () => new TokenBucket());

    /// <summary>The bucket of one method (<c>/path/VERB</c>) of one stage.</summary>
    public TokenBucket MethodBucket(string stageKey, string throttleKey) => LazyInitializer
        .EnsureInitialized(ref _methodBuckets, static () => new())
        .GetOrAdd((stageKey, throttleKey), static _ => new TokenBucket());
}
