using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway.Usage;

/// <summary>
/// A token bucket in one word: the moment at which it will be full again. Taking a token moves that moment by one token's time and is
/// refused when it would lie further away than the whole bucket. Exact under concurrency, without a lock.
/// </summary>
internal sealed class TokenBucket
{
    private long _fullAt = long.MinValue;

    public bool TryTake(long now, in BucketRate rate)
    {
        if (rate.Admits == BucketAdmits.Everything)
        {
            return true;
        }

        if (rate.Admits == BucketAdmits.Nothing)
        {
            return false;
        }

        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);

            // The upper bound matters when limits were lowered or the clock went back: such a bucket is empty, not closed for ages.
            var fullAt = Math.Clamp(seen, now, now + rate.Capacity);
            var after = fullAt + rate.PerToken;
            if (after - now > rate.Capacity)
            {
                // The lower value must stay, or the bucket would be found just as empty next time.
                if (fullAt < seen)
                {
                    Interlocked.CompareExchange(ref _fullAt, fullAt, seen);
                }

                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, after, seen) == seen)
            {
                return true;
            }
        }
    }
}

internal enum BucketAdmits
{
    Some,
    Everything,
    Nothing,
}

/// <summary>A throttle in clock ticks.</summary>
internal readonly record struct BucketRate(BucketAdmits Admits, long PerToken, long Capacity)
{
    public static BucketRate Unlimited { get; } = new(BucketAdmits.Everything, 0, 0);

    public static BucketRate Of(Throttle? throttle, long ticksPerSecond)
    {
        if (throttle is not { IsLimit: true } limit)
        {
            return Unlimited;
        }

        if (limit.RatePerSecond == 0 || limit.Burst == 0)
        {
            return new(BucketAdmits.Nothing, 0, 0);
        }

        // Rounded up, so that no window ever sees more than rate × time + burst. At 10,000 a second and nanosecond ticks that costs nothing.
        // The caps keep sums within a long: a bucket that takes 36 years to fill loses what lies beyond.
        const double longest = long.MaxValue / 8d;
        var perToken = Math.Min(Math.Ceiling(ticksPerSecond / limit.RatePerSecond), longest);
        var capacity = Math.Min(perToken * limit.Burst, longest);
        return new(BucketAdmits.Some, (long)perToken, Math.Max((long)perToken, (long)capacity));
    }
}

/// <summary>The bucket of one method of one stage. Survives a new deployment, so that deploying does not refill it.</summary>
internal sealed record MethodThrottle(Throttle Limit, BucketRate Rate, TokenBucket Bucket);
