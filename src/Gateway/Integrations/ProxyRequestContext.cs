using System.Text.Json;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The <c>requestContext</c> of the AWS_PROXY event.</summary>
internal static class ProxyRequestContext
{
    public static void Write(Utf8JsonWriter json, Invocation call)
    {
        var (stage, method, record) = (call.Stage.Model, call.Method, call.Record);
        Span<char> time = stackalloc char[RequestTime.Length];

        json.WriteStartObject("requestContext"u8);
        json.WriteString("resourceId"u8, method.ResourceId);
        call.Authorization?.Write(json);
        json.WriteString("resourcePath"u8, method.EncodedResourcePath);
        if (method.OperationName is { } operation)
        {
            json.WriteString("operationName"u8, operation);
        }

        json.WriteString("httpMethod"u8, record.HttpMethod);
        json.WriteString("extendedRequestId"u8, record.ExtendedRequestId);
        json.WriteString("requestTime"u8, time[..RequestTime.Format(record.StartedAt, time)]);
        json.WriteString("path"u8, call.ContextPath);
        json.WriteString("accountId"u8, stage.Scope.Account);
        json.WriteString("protocol"u8, call.Http.Request.Protocol);
        json.WriteString("stage"u8, stage.StageName);
        json.WriteString("domainPrefix"u8, stage.ApiId);
        json.WriteNumber("requestTimeEpoch"u8, record.StartedAt.ToUnixTimeMilliseconds());
        json.WriteString("requestId"u8, record.RequestId);
        WriteIdentity(json, call);
        json.WriteString("domainName"u8, call.DomainName);
        json.WriteString("deploymentId"u8, stage.DeploymentId);
        json.WriteString("apiId"u8, stage.ApiId);
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, Invocation call)
    {
        json.WriteStartObject("identity"u8);
        json.WriteNull("cognitoIdentityPoolId"u8);
        json.WriteNull("accountId"u8);
        json.WriteNull("cognitoIdentityId"u8);
        json.WriteNull("caller"u8);
        json.WriteString("sourceIp"u8, SourceAddress.Of(call.Http));
        json.WriteNull("principalOrgId"u8);
        json.WriteNull("accessKey"u8);
        json.WriteNull("cognitoAuthenticationType"u8);
        json.WriteNull("cognitoAuthenticationProvider"u8);
        json.WriteNull("userArn"u8);

        // Only there when the method requires a key. Where among its siblings AWS puts them is not recorded.
        if (call.Subscription is { } subscription)
        {
            json.WriteString("apiKeyId"u8, subscription.Key.Model.Id);
        }

        var agents = call.Http.Request.Headers.UserAgent;
        if (agents.Count > 0)
        {
            json.WriteString("userAgent"u8, agents[^1]);
        }
        else
        {
            json.WriteNull("userAgent"u8);
        }

        if (call.Subscription is { } caller)
        {
            json.WriteString("apiKey"u8, caller.Key.Model.Value);
        }

        json.WriteNull("user"u8);
        json.WriteEndObject();
    }
}
