using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Stages;

/// <summary>Identifies the caller's key and plan where the method asks for one. Every failure looks the same to the caller.</summary>
internal sealed class IdentifyApiKey : IStage
{
    private const string Header = "x-api-key";

    public Verdict Run(Invocation call)
    {
        if (!call.Method.ApiKeyRequired)
        {
            return Verdict.Continue;
        }

        if (call.Stage.Model.ApiKeySource == ApiKeySource.Authorizer)
        {
            return call.Authorization?.Result.UsageIdentifierKey is { Length: > 0 } named
                ? Identify(call, named, fromAuthorizer: true)
                : Forbidden(new KeyNotFromAuthorizer(call.Method.ResourcePath, call.Record.Authorizer?.Id));
        }

        // Of a repeated header the last value counts, as in the event's single-value map. What AWS does is not known.
        if (!call.Http.Request.Headers.TryGetValue(Header, out var values) || values is not [.., { Length: > 0 } value])
        {
            return Forbidden(call.Method.KeyMissing);
        }

        return Identify(call, value, fromAuthorizer: false);
    }

    private static Verdict Identify(Invocation call, string value, bool fromAuthorizer)
    {
        var key = call.Stage.Keys.Find(value);
        if (key is null)
        {
            return Forbidden(new KeyUnknown(LastFour.Of(value), call.Stage.Model.Scope, fromAuthorizer));
        }

        var model = key.Model;
        call.Record.KeyId = model.Id;
        if (!model.Enabled)
        {
            return Forbidden(new KeyDisabled(model.Id, model.Name, LastFour.Of(value)));
        }

        call.Subscription = key.SubscriptionTo(call.Stage.StageKey);
        if (call.Subscription is null)
        {
            return Forbidden(WhyNoPlan(call, key));
        }

        call.Record.PlanId = call.Subscription.Plan.State.Model.Id;
        return Verdict.Continue;
    }

    private static Reason WhyNoPlan(Invocation call, KeyEntry key)
    {
        var subscriptions = key.Subscriptions;
        return subscriptions.IsEmpty
            ? new KeyInNoPlan(key.Model.Id, key.Model.Name)
            : new KeyInNoPlanOfStage(
                key.Model.Id,
                call.Stage.Model.ApiId,
                call.Stage.Model.StageName,
                [.. subscriptions.Select(subscription => $"plan {subscription.Plan.State.Model.Id} ({subscription.Plan.State.Model.Name ?? "without a name"})")])
            {
                PlanName = subscriptions[0].Plan.State.Model.Name,
            };
    }

    private static Verdict Forbidden(Reason reason) => Verdict.Reject(GatewayResponseType.InvalidApiKey, reason);
}
