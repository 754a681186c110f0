using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>The plan's limits for this key: first the one of the method, then the one over all of the plan's stages.</summary>
internal sealed class ThrottlePlan(TimeProvider time) : IStage
{
    public Verdict Run(Invocation call)
    {
        if (call.Subscription is not { } subscription)
        {
            return Verdict.Continue;
        }

        var plan = subscription.Plan.State;
        if (plan.Stages.TryGetValue(call.Stage.StageKey, out var stage)
            && stage.TryGetMethodLimit(call.Method.ThrottleKey, out var limit, out var rate)
            && !subscription.MethodBucket(call.Stage.StageKey, call.Method.ThrottleKey).TryTake(time.GetTimestamp(), rate))
        {
            return Throttled(new RateExceeded(ReasonKind.PlanMethodThrottled, plan.Model.Id, call.Method.ThrottleKey, limit) { PlanName = plan.Model.Name });
        }

        return plan.Model.Throttle is not { } throttle || subscription.Bucket.TryTake(time.GetTimestamp(), plan.Rate)
            ? Verdict.Continue
            : Throttled(new RateExceeded(ReasonKind.PlanThrottled, "the usage plan", plan.Model.Id, throttle) { PlanName = plan.Model.Name });
    }

    private static Verdict Throttled(Reason reason) => Verdict.Reject(GatewayResponseType.Throttled, reason);
}
