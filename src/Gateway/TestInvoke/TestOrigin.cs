using System.Text.Json;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.TestInvoke;

/// <summary>A test of a method: no connection, no CDN, no key, and AWS's stand-ins where an event shows them.</summary>
internal readonly struct TestOrigin(TestCaller caller) : IEventOrigin
{
    public const string DomainName = DomainPrefix + ".testDomainName";

    private const string DomainPrefix = "testPrefix";

    /// <summary>Only what the test itself names; null without any, as recorded.</summary>
    public void WriteHeaders(ProxyScratch scratch, Invocation call, bool decompressed)
    {
        var json = scratch.Json;
        var headers = call.Http.Request.Headers;
        if (headers.Count == 0)
        {
            json.WriteNull("headers"u8);
            json.WriteNull("multiValueHeaders"u8);
            return;
        }

        json.WriteStartObject("headers"u8);
        foreach (var header in headers)
        {
            json.WriteString(header.Key, header.Value[^1]);
        }

        json.WriteEndObject();

        json.WriteStartObject("multiValueHeaders"u8);
        foreach (var header in headers)
        {
            json.WriteStartArray(header.Key);
            foreach (var value in header.Value)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public void WriteRequestContext(Utf8JsonWriter json, Invocation call)
    {
        var (stage, method, record) = (call.Stage.Model, call.Method, call.Record);
        json.WriteStartObject("requestContext"u8);
        json.WriteString("resourceId"u8, method.ResourceId);
        json.WriteString("resourcePath"u8, method.EncodedResourcePath);
        if (method.OperationName is { } operation)
        {
            json.WriteString("operationName"u8, operation);
        }

        json.WriteString("httpMethod"u8, record.HttpMethod);
        json.WriteString("extendedRequestId"u8, record.ExtendedRequestId);
        json.WriteString("requestTime"u8, RequestTime.Format(record.StartedAt));

        // As recorded: the resource's path with its parameters as they are, without a stage, and no deployment further below.
        json.WriteString("path"u8, method.EncodedResourcePath);
        json.WriteString("accountId"u8, stage.Scope.Account);
        json.WriteString("protocol"u8, call.Http.Request.Protocol);
        json.WriteString("stage"u8, stage.StageName);
        json.WriteString("domainPrefix"u8, DomainPrefix);
        json.WriteNumber("requestTimeEpoch"u8, record.StartedAt.ToUnixTimeMilliseconds());
        json.WriteString("requestId"u8, record.RequestId);
        WriteIdentity(json, call);
        json.WriteString("domainName"u8, DomainName);
        json.WriteString("apiId"u8, stage.ApiId);
        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json, Invocation call)
    {
        json.WriteStartObject("identity"u8);
        json.WriteNull("cognitoIdentityPoolId"u8);
        json.WriteNull("cognitoIdentityId"u8);
        json.WriteString("apiKey"u8, "test-invoke-api-key"u8);
        json.WriteNull("principalOrgId"u8);
        json.WriteNull("cognitoAuthenticationType"u8);
        json.WriteString("userArn"u8, caller.Arn);
        json.WriteString("apiKeyId"u8, "test-invoke-api-key-id"u8);

        // AWS shows the agent of the client that asked for the test; here only one that the test names is known.
        json.WriteString("userAgent"u8, call.Http.Request.Headers.UserAgent is [.., var agent] ? agent : null);
        json.WriteString("accountId"u8, call.Stage.Model.Scope.Account);
        json.WriteString("caller"u8, caller.Id);
        json.WriteString("sourceIp"u8, "test-invoke-source-ip"u8);
        json.WriteString("accessKey"u8, caller.AccessKeyId);
        json.WriteNull("cognitoAuthenticationProvider"u8);
        json.WriteString("user"u8, caller.Id);
        json.WriteEndObject();
    }
}
