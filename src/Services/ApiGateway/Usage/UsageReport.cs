using System.Globalization;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.UsagePlans;

namespace Gatehouse.Services.ApiGateway.Usage;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html.</summary>
internal sealed record UsageReport
{
    public required string UsagePlanId { get; init; }

    public required string StartDate { get; init; }

    public required string EndDate { get; init; }

    public string? Position { get; init; }

    /// <summary>By key: for each day what was used and what was left of the quota at its end.</summary>
    public required Dictionary<string, long[][]> Values { get; init; }
}

/// <summary>The numbers of one key on one plan.</summary>
internal static class UsageNumbers
{
    /// <summary>What is left where nothing is limited. ? AWS's number for plans without a quota is not recorded.</summary>
    private const long Unlimited = int.MaxValue;

    public static long[][] Of(UsageCounters counters, UsagePlan plan, string keyId, DateOnly first, DateOnly last, DateOnly today)
    {
        var usage = counters.Of(plan.Id, keyId);
        var quota = plan.Quota is { } settings ? KeyModels.Of(settings) : null;
        var days = new List<long[]>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            days.Add([usage.Used(day), quota is null ? Unlimited : Remaining(usage, quota, day, today)]);
        }

        return [.. days];
    }

    public static DateOnly ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw ApiGatewayErrors.BadUsageDate(text);

    private static long Remaining(KeyUsage usage, QuotaModel quota, DateOnly day, DateOnly today)
    {
        var start = PeriodStart(quota.Period, day);
        if (start == PeriodStart(quota.Period, today))
        {
            // Counted back from now, because UpdateUsage may have changed what is left.
            return usage.Remaining(quota) + UsedBetween(usage, day.AddDays(1), today);
        }

        return day > today ? quota.Limit : Math.Max(0, quota.Limit - UsedBetween(usage, start, day));
    }

    private static DateOnly PeriodStart(QuotaPeriod period, DateOnly day) => QuotaCalendar.DateOf(QuotaCalendar.PeriodStart(period, QuotaCalendar.DayOf(day)));

    private static long UsedBetween(KeyUsage usage, DateOnly first, DateOnly last)
    {
        var used = 0L;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            used += usage.Used(day);
        }

        return used;
    }
}
