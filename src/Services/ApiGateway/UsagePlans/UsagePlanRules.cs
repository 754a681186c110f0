using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

/// <summary>What API Gateway accepts as a usage plan, when it is made and after every patch.</summary>
internal static class UsagePlanRules
{
    /// <summary>AWS's quota of plans that hold one key, which it does not raise.</summary>
    public const int MostPlansOfKey = 10;

    private const int MostMethodThrottles = 20;

    public static readonly string[] Periods = ["DAY", "WEEK", "MONTH"];

    public static void Constrain(Violations check, QuotaSettings? quota) => check.OneOf(quota?.Period, Periods, "quota.period");

    public static UsagePlan Check(UsagePlan plan)
    {
        if (string.IsNullOrEmpty(plan.Name))
        {
            throw ApiGatewayErrors.BadPlanName();
        }

        if (plan.Throttle is not null)
        {
            CheckThrottle(plan.Throttle);
        }

        foreach (var stage in plan.ApiStages ?? [])
        {
            if (stage.Throttle?.Count > MostMethodThrottles)
            {
                throw ApiGatewayErrors.TooManyMethodThrottles(stage.Name(), MostMethodThrottles);
            }

            foreach (var limit in stage.Throttle?.Values ?? Enumerable.Empty<ThrottleSettings>())
            {
                CheckThrottle(limit);
            }
        }

        if (plan.Quota is { } quota)
        {
            CheckQuota(quota);
        }

        return plan;
    }

    /// <param name="throttle">Null where a map names a method without limits.</param>
    private static void CheckThrottle(ThrottleSettings? throttle)
    {
        if (throttle is null or { BurstLimit: < 0 } or { RateLimit: < 0 })
        {
            throw ApiGatewayErrors.BadThrottle();
        }
    }

    private static void CheckQuota(QuotaSettings quota)
    {
        if (!Periods.Contains(quota.Period))
        {
            throw ApiGatewayErrors.BadQuotaPeriod();
        }

        if (quota.Limit < 0)
        {
            throw ApiGatewayErrors.BadQuotaLimit();
        }

        // The ranges of a day's, a week's and a month's days, as Terraform checks them too.
        var most = quota.Period switch { "DAY" => 0, "WEEK" => 6, _ => 27 };
        if (quota.Offset < 0 || quota.Offset > most)
        {
            throw ApiGatewayErrors.BadQuotaOffset(quota.Period!, most);
        }
    }
}
