using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>The limit that all APIs of an account share in one region.</summary>
internal sealed class ThrottleAccount(TimeProvider time) : IStage
{
    public Verdict Run(Invocation call) =>
        call.Stage.Account is not { } account || account.Bucket.TryTake(time.GetTimestamp(), account.Rate)
            ? Verdict.Continue
            : Verdict.Reject(
                GatewayResponseType.Throttled,
                new RateExceeded(ReasonKind.AccountThrottled, "the account in this region", call.Stage.Model.Scope.ToString(), account.Limit));
}
