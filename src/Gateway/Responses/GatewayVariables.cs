using System.Globalization;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Responses;

/// <summary>The variables that gateway responses may use.</summary>
internal sealed class GatewayVariables(Invocation call, GatewayResponseType type, string? message)
{
    private const string Request = "method.request.";
    private const string Authorizer = "authorizer.";
    private const string StageVariables = "stageVariables.";

    /// <summary>A header's source: a literal in single quotes, or a variable. Null when the variable is not there.</summary>
    public string? Source(string source) => source is ['\'', .. var literal, '\''] ? literal : Find(source);

    public string? Find(string name)
    {
        if (name.StartsWith(Request, StringComparison.Ordinal))
        {
            return RequestParameters.Find(call, name[Request.Length..]);
        }

        if (name.StartsWith(StageVariables, StringComparison.Ordinal))
        {
            return call.Stage.Model.Variables.GetValueOrDefault(name[StageVariables.Length..]);
        }

        return name.StartsWith("context.", StringComparison.Ordinal) ? Context(name["context.".Length..]) : null;
    }

    private string? Context(string name) => name switch
    {
        "error.message" => message,
        "error.messageString" => DefaultResponse.Quote(message),
        "error.responseType" => DefaultResponse.Of(type).Name,
        "accountId" => call.Stage.Model.Scope.Account,
        "apiId" or "domainPrefix" => call.Stage.Model.ApiId,
        "stage" => call.Stage.Model.StageName,
        "deploymentId" => call.Stage.Model.DeploymentId,
        "domainName" => call.DomainName,
        "httpMethod" => call.Record.HttpMethod,
        "path" => call.ContextPath,
        "protocol" => call.Http.Request.Protocol,
        "requestId" or "awsEndpointRequestId" => call.Record.RequestId,
        "extendedRequestId" => call.Record.ExtendedRequestId,
        "requestTime" => RequestTime.Format(call.Record.StartedAt),
        "requestTimeEpoch" => call.Record.StartedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "resourceId" => call.MatchedMethod?.ResourceId,
        "resourcePath" => call.MatchedMethod?.ResourcePath,
        "identity.apiKey" => call.Subscription?.Key.Model.Value,
        "identity.apiKeyId" => call.Subscription?.Key.Model.Id,
        "identity.sourceIp" => SourceAddress.Of(call.Http),
        "identity.userAgent" => call.Http.Request.Headers.UserAgent.ToString(),
        "xrayTraceId" => call.Record.TraceId,
        _ when name.StartsWith(Authorizer, StringComparison.Ordinal) => call.Authorization?.Find(name[Authorizer.Length..]),
        _ => null,
    };
}
