namespace Gatehouse.Services.Ecr;

/// <summary>Times as ECR writes them: seconds since 1970, with milliseconds.</summary>
internal static class Timestamps
{
    public static double ToEpochSeconds(this DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000d;
}
