using Gatehouse.Services.Lambda.EventInvokeConfigs;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>When an event that failed is tried again. The numbers are AWS's defaults.</summary>
internal static class RetrySchedule
{
    private const int MostRetries = 2;

    private static readonly TimeSpan s_mostAge = TimeSpan.FromHours(6);

    /// <summary>How long an event waits for a function that is still being made, before that counts as a refusal.</summary>
    public static readonly TimeSpan ActivationLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_longestRefusal = TimeSpan.FromMinutes(5);

    /// <summary>Attempts after the first.</summary>
    public static int RetriesOf(EventInvokeSettings settings) => settings.MaximumRetryAttempts ?? MostRetries;

    public static TimeSpan AgeOf(EventInvokeSettings settings) => settings.MaximumEventAgeInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : s_mostAge;

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
