using System.Collections.Concurrent;

namespace Gatehouse.Gateway.Usage;

/// <summary>A key on a plan: its buckets and its count. Limits are read from the plan at each call, so a change acts at once.</summary>
internal sealed class Subscription(KeyEntry key, PlanEntry plan, UsageLedger ledger)
{
    private readonly ConcurrentDictionary<string, TokenBucket> _methodBuckets = new(StringComparer.Ordinal);

    public KeyEntry Key => key;

    public PlanEntry Plan => plan;

    public UsageLedger Ledger => ledger;

    public TokenBucket Bucket { get; } = new();

    /// <param name="name">The stage and the method, <c>api:stage/path/VERB</c>.</param>
    public TokenBucket MethodBucket(string name) => _methodBuckets.GetOrAdd(name, static _ => new TokenBucket());
}
