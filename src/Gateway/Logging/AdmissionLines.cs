using System.Globalization;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Stages;

namespace Gatehouse.Gateway.Logging;

/// <summary>What execution logs say before the execution: authorizer, usage plan, throttles. Recorded, unless marked.</summary>
internal static class AdmissionLines
{
    private const string KeyHeader = "x-api-key";

    /// <summary>False when the request was refused on the way to its execution; the log then ends with why.</summary>
    public static bool Tell(ExecutionLog log, Invocation call)
    {
        log.Frame($"Extended Request Id: {call.Record.ExtendedRequestId}");
        var reason = call.Refusal.Reason;
        var isAuthorizers = reason is not null && Pipeline.Names[Math.Min(call.Record.StepsPassed, Pipeline.Names.Length) - 1] == nameof(Authorize);
        if (call.Record.Authorizer is { } authorizer)
        {
            log.Line($"Starting authorizer: {authorizer.Id} for request: {log.RequestId}");
            if (!isAuthorizers)
            {
                log.Line($"Using valid authorizer policy for principal: {Masked.Of(authorizer.PrincipalId ?? "")}");
                log.Line("Successfully completed authorizer execution");
            }
        }

        if (isAuthorizers)
        {
            // ? Of the other ways to fail nothing is recorded.
            log.Failure(call.Refusal.Type == GatewayResponseType.Unauthorized ? $"Unauthorized request: {log.RequestId}" : reason!.Explain());
            return false;
        }

        var stage = call.Stage.StagePath;
        var key = Masked.Of(KeyOf(call));
        log.Line($"Verifying Usage Plan for request: {log.RequestId}. API Key: {key} API Stage: {stage}");
        if (Refusal(call, reason, key, stage) is { } failure)
        {
            log.Failure(failure);
            return false;
        }

        if (!call.Method.ApiKeyRequired)
        {
            log.Line($"API Key {key} authorized because method '{Name(call)}' does not require API Key. Request will not contribute to throttle or quota limits");
        }

        log.Line($"Usage Plan check succeeded for API Key {key} and API Stage {stage}");
        return true;
    }

    private static string? Refusal(Invocation call, Reason? reason, string key, string stage) => reason switch
    {
        RateExceeded { Kind: ReasonKind.PlanThrottled } rate =>
            $"API Key {key} exceeded throttle limit for API Stage {stage}: Key throttle limit exceeded for Usage Plan ID {rate.Name}. {Limit(rate)}", // ? as the quota's
        RateExceeded rate =>
            $"Key throttle limit exceeded for RestApi {call.Stage.Model.ApiId}, Stage {call.Stage.Model.StageName}, Resource {call.Method.ResourceId}, HttpMethod {call.Record.HttpMethod}. {Limit(rate)}",
        QuotaExhausted quota =>
            $"API Key {key} exceeded quota limit for API Stage {stage}: Key quota exhausted for Usage Plan ID {quota.PlanId}. Limit: {quota.Quota.Limit} Period: {quota.Quota.Period.ToString().ToUpperInvariant()}",
        not null when call.Refusal.Type == GatewayResponseType.InvalidApiKey =>
            $"API Key {key} not authorized because method '{Name(call)}' requires API Key and API Key is not associated with a Usage Plan for API Stage {stage}: No Usage Plan found for key and API Stage",

        // An AUTHORIZER key without an authorizer, for one. ? Not recorded.
        not null when call.Record.StepsPassed < Pipeline.Names.Length => reason.Explain(),
        _ => null,
    };

    private static string Limit(RateExceeded rate) => string.Create(CultureInfo.InvariantCulture, $"Limit: {rate.Limit.RatePerSecond:0.00} Burst: {rate.Limit.Burst}");

    private static string Name(Invocation call) => $"{call.Method.HttpMethod} {call.Method.ResourcePath}";

    private static string KeyOf(Invocation call) =>
        call.Subscription?.Key.Model.Value
        ?? (call.Method.ApiKeyRequired && call.Http.Request.Headers.TryGetValue(KeyHeader, out var values) && values is [.., { } sent] ? sent : "");
}
