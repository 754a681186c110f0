namespace Gatehouse.Gateway.Model;

/// <summary>A rate limit: tokens a second (fractions allowed) and the size of the bucket. Negative numbers mean no limit.</summary>
public readonly record struct Throttle(double RatePerSecond, long Burst)
{
    /// <summary>Whether this limits anything; <c>-1</c> is how a stage setting switches its limit off.</summary>
    public bool IsLimit => RatePerSecond >= 0 && Burst >= 0;
}
