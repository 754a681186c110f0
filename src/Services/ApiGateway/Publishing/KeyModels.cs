using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.ApiKeys;
using Gatehouse.Services.ApiGateway.UsagePlans;

namespace Gatehouse.Services.ApiGateway.Publishing;

/// <summary>Says in the gateway's terms what keys and plans are.</summary>
internal static class KeyModels
{
    public static KeyModel Of(ApiKey key) => new()
    {
        Id = key.Id,
        Value = key.Value!,
        Name = key.Name,
        CustomerId = key.CustomerId,
        Enabled = key.Enabled ?? false,
    };

    public static PlanModel Of(UsagePlan plan) => new()
    {
        Id = plan.Id,
        Name = plan.Name,
        Stages = [.. (plan.ApiStages ?? []).Select(Of)],
        Throttle = plan.Throttle is { } throttle ? Of(throttle) : null,
        Quota = plan.Quota is { } quota ? Of(quota) : null,
    };

    public static QuotaModel Of(QuotaSettings quota) => new(quota.Limit, quota.Period switch
    {
        "DAY" => QuotaPeriod.Day,
        "WEEK" => QuotaPeriod.Week,
        _ => QuotaPeriod.Month,
    })
    {
        Offset = quota.Offset,
    };

    private static PlanStageModel Of(ApiStage stage) => new(stage.ApiId!, stage.Stage!)
    {
        MethodThrottles = (stage.Throttle ?? []).ToDictionary(pair => pair.Key, pair => Of(pair.Value)),
    };

    private static Throttle Of(ThrottleSettings throttle) => new(throttle.RateLimit, throttle.BurstLimit);
}
