using System.Collections.Frozen;
using System.Globalization;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>The value of a variable for one request; null where it has none.</summary>
internal delegate string? ContextValue(Invocation call);

/// <summary>
/// The <c>$context</c> variables of gateway responses and access logs, by name. What is not in the table, or has no value, is absent.
/// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html.
/// </summary>
internal static class ContextVariables
{
    private const string Authorizer = "authorizer.";

    private static readonly FrozenDictionary<string, ContextValue> Table = new Dictionary<string, ContextValue>(StringComparer.Ordinal)
    {
        ["accountId"] = call => call.Stage.Model.Scope.Account,
        ["apiId"] = call => call.Stage.Model.ApiId,
        ["awsEndpointRequestId"] = InvocationId,
        ["deploymentId"] = call => call.Stage.Model.DeploymentId,
        ["domainName"] = call => call.DomainName,
        ["domainPrefix"] = call => call.DomainName.Split('.', 2)[0],
        ["error.message"] = ErrorMessage,
        ["error.messageString"] = call => call.Refusal.Refuses ? DefaultResponse.Quote(ErrorMessage(call)) : null,
        ["error.responseType"] = call => call.Refusal.Refuses ? DefaultResponse.Of(call.Refusal.Type).Name : null,
        ["error.validationErrorString"] = call => (call.Refusal.Reason as BodyMismatch)?.Text,
        ["extendedRequestId"] = call => call.Record.ExtendedRequestId,
        ["httpMethod"] = call => call.Record.HttpMethod,
        ["identity.apiKey"] = call => call.Subscription?.Key.Model.Value,
        ["identity.apiKeyId"] = call => call.Subscription?.Key.Model.Id,
        ["identity.sourceIp"] = call => SourceAddress.Of(call.Http),
        ["identity.userAgent"] = call => call.Http.Request.Headers.UserAgent is [.., var agent] ? agent : null,
        ["path"] = call => call.ContextPath,
        ["protocol"] = call => call.Http.Request.Protocol,
        ["requestId"] = call => call.Record.RequestId,
        ["requestTime"] = call => RequestTime.Format(call.Record.StartedAt),
        ["requestTimeEpoch"] = call => Number(call.Record.StartedAt.ToUnixTimeMilliseconds()),
        ["resourceId"] = call => call.MatchedMethod?.ResourceId,
        ["resourcePath"] = call => call.MatchedMethod?.ResourcePath,
        ["stage"] = call => call.Stage.Model.StageName,
        ["xrayTraceId"] = call => call.TraceRoot?["Root=".Length..],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How to get a variable's value, by its name behind <c>context.</c>; null for a name that nothing here delivers.</summary>
    public static ContextValue? Find(string name) =>
        name.StartsWith(Authorizer, StringComparison.Ordinal) ? call => call.Authorization?.Find(name[Authorizer.Length..]) : Table.GetValueOrDefault(name);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string? InvocationId(Invocation call) => call.Record.InvocationId is { Length: > 0 } id ? id : null;

    private static string? ErrorMessage(Invocation call) => call.Refusal.Refuses ? call.Refusal.Message ?? DefaultResponse.Of(call.Refusal.Type).Message : null;
}
