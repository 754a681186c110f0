using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Stages;

/// <summary>Counts the call against the plan, after every throttle let it pass: throttled calls use up no quota.</summary>
internal sealed class ConsumeQuota : IStage
{
    public Verdict Run(Invocation call)
    {
        if (call.Subscription is not { } subscription)
        {
            return Verdict.Continue;
        }

        var plan = subscription.Plan.State.Model;
        var day = QuotaCalendar.DayOf(call.Record.StartedAt);
        if (subscription.Ledger.TryConsume(plan.Quota, day))
        {
            return Verdict.Continue;
        }

        var until = QuotaCalendar.DateOf(QuotaCalendar.PeriodEnd(plan.Quota!.Period, day));
        return Verdict.Reject(GatewayResponseType.QuotaExceeded, new QuotaExhausted(plan.Id, subscription.Key.Model.Id, plan.Quota, until) { PlanName = plan.Name });
    }
}
