namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>When an event that failed is tried again. The numbers are AWS's defaults.</summary>
internal static class RetrySchedule
{
    /// <summary>After the first attempt.</summary>
    public const int MostRetries = 2;

    public static readonly TimeSpan MostAge = TimeSpan.FromHours(6);

    /// <summary>How long an event waits for a function that is still being made, before that counts as a refusal.</summary>
    public static readonly TimeSpan ActivationLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_longestRefusal = TimeSpan.FromMinutes(5);

    /// <summary>One minute after the first failure, two after the second; refusals back off from a second to five minutes.</summary>
    public static TimeSpan WaitAfter(StoredEvent failed)
    {
        if (failed.Refusals == 0)
        {
            return TimeSpan.FromMinutes(failed.Failures);
        }

        var doubled = TimeSpan.FromSeconds(1L << Math.Min(failed.Refusals - 1, 20));
        return doubled < s_longestRefusal ? doubled : s_longestRefusal;
    }
}
