namespace Gatehouse.Services.Lambda.Concurrency;

/// <summary>An account's default quotas. See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
internal static class AccountLimits
{
    public const int Concurrency = 1000;

    /// <summary>What functions without a reservation must be left with.</summary>
    public const int LeastUnreserved = 100;

    public const long TotalCodeBytes = 80530636800;

    public const long UnzippedCodeBytes = 262144000;

    public const long ZippedCodeBytes = 52428800;
}
