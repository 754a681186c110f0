using System.Collections.Frozen;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>The variables that only access logs have, or have in another form. Those of a request's end are known once it has ended.</summary>
internal static class AccessVariables
{
    private static readonly FrozenDictionary<string, ContextValue> Table = new Dictionary<string, ContextValue>(StringComparer.Ordinal)
    {
        ["authorizer.error"] = call => call.Record.Authorizer?.Error,
        ["authorizer.integrationLatency"] = call => Milliseconds(call.Record.Authorizer?.IntegrationLatency),
        ["authorizer.integrationStatus"] = call => call.Record.Authorizer?.IntegrationStatus is { } status ? ContextVariables.Number(status) : null,
        ["authorizer.latency"] = call => Milliseconds(call.Record.Authorizer?.Latency),
        ["authorizer.requestId"] = call => call.Record.Authorizer?.InvocationId,
        ["authorizer.status"] = call => call.Record.Authorizer is { } authorizer ? ContextVariables.Number(authorizer.Status) : null,

        // ? Whether AWS shows the value is not recorded; its execution logs mask it, and so do all logs here.
        ["identity.apiKey"] = call => call.Subscription is { } subscription ? Masked.Of(subscription.Key.Model.Value) : null,
        ["integration.error"] = IntegrationError,
        ["integration.integrationStatus"] = EndpointStatus,
        ["integration.latency"] = IntegrationLatency,
        ["integration.requestId"] = ContextVariables.InvocationId,
        ["integration.status"] = FunctionStatus,
        ["integrationErrorMessage"] = IntegrationError,
        ["integrationLatency"] = IntegrationLatency,
        ["integrationStatus"] = EndpointStatus,
        ["responseLatency"] = call => Milliseconds(call, call.Record.EndedTicks - call.Record.StartedTicks),
        ["responseLength"] = call => ContextVariables.Number(call.Http.Response.ContentLength ?? 0),
        ["status"] = call => ContextVariables.Number(call.Record.Status),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ContextValue? Find(string name) => Table.GetValueOrDefault(name) ?? ContextVariables.Find(name);

    private static string? IntegrationLatency(Invocation call)
    {
        // The integration is the last step, and steps follow each other without a gap.
        var record = call.Record;
        return ContextVariables.InvocationId(call) is null || record.StepsPassed < 2
            ? null
            : Milliseconds(call, record.StepEnd(record.StepsPassed - 1) - record.StepEnd(record.StepsPassed - 2));
    }

    /// <summary>What Lambda itself answered, whatever the function said.</summary>
    private static string? EndpointStatus(Invocation call) => (ContextVariables.InvocationId(call), call.Record.Reason) switch
    {
        (null, _) => null,
        (_, null or MalformedProxyResponse or FunctionProblem { Kind: ReasonKind.FunctionFailed }) => "200",
        (_, FunctionProblem { Kind: ReasonKind.FunctionThrottled }) => "429",
        _ => null,
    };

    private static string? FunctionStatus(Invocation call) =>
        ContextVariables.InvocationId(call) is not null && call.Record.Reason is null ? ContextVariables.Number(call.Record.Status) : null;

    private static string? IntegrationError(Invocation call) => FailureLines.OfIntegration(call);

    private static string Milliseconds(Invocation call, long ticks) =>
        ContextVariables.Number((long)call.Stage.Logging!.Milliseconds(ticks));

    private static string? Milliseconds(TimeSpan? time) => time is { } took ? ContextVariables.Number((long)took.TotalMilliseconds) : null;
}
