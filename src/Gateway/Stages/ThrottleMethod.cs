using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>The stage's limit for the method: its own setting, else the one of <c>*/*</c>, which holds for each method by itself.</summary>
internal sealed class ThrottleMethod(TimeProvider time) : IStage
{
    public Verdict Run(Invocation call) =>
        call.Method.Throttle is not { } throttle || throttle.Bucket.TryTake(time.GetTimestamp(), throttle.Rate)
            ? Verdict.Continue
            : Verdict.Reject(
                GatewayResponseType.Throttled,
                new RateExceeded(ReasonKind.StageThrottled, "the stage's method setting", call.Method.ThrottleKey, throttle.Limit));
}
