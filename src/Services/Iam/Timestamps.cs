namespace Gatehouse.Services.Iam;

internal static class Timestamps
{
    /// <summary>IAM counts in whole seconds; a UTC <see cref="DateTime"/> serializes with the <c>Z</c> that AWS writes.</summary>
    public static DateTime ToSecond(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()).UtcDateTime;
}
