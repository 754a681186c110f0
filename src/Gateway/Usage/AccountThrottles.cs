using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway.Usage;

/// <summary>The bucket that every account has in each region.</summary>
internal sealed class AccountThrottles(Throttle? limit, TimeProvider time)
{
    private readonly ConcurrentDictionary<Scope, MethodThrottle> _buckets = new();

    public MethodThrottle? Of(Scope scope) => limit is not { IsLimit: true } throttle
        ? null
        : _buckets.GetOrAdd(scope, _ => new MethodThrottle(throttle, BucketRate.Of(throttle, time.TimestampFrequency), new TokenBucket()));
}
