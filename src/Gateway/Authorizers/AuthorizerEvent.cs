using System.Buffers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// Writes what an authorizer's function is asked.
/// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html.
/// </summary>
internal static class AuthorizerEvent
{
    public static void WriteToken(ProxyScratch scratch, IBufferWriter<byte> output, string token, string methodArn)
    {
        var json = scratch.Json;
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "TOKEN"u8);
        json.WriteString("authorizationToken"u8, token);
        json.WriteString("methodArn"u8, methodArn);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>The proxy event without a body. Maps without entries are empty here, not null.</summary>
    public static void WriteRequest<TOrigin>(TOrigin origin, ProxyScratch scratch, Invocation call, IBufferWriter<byte> output, string methodArn)
        where TOrigin : struct, IEventOrigin
    {
        var json = scratch.Json;
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "REQUEST"u8);
        json.WriteString("methodArn"u8, methodArn);
        json.WriteString("resource"u8, call.Method.EncodedResourcePath);
        json.WriteString("path"u8, call.Path);
        json.WriteString("httpMethod"u8, call.Record.HttpMethod);
        origin.WriteHeaders(scratch, call, decompressed: false);
        scratch.Query.Parse(call.Query);
        if (scratch.Query.Count > 0)
        {
            ProxyEvent.WriteQuery(scratch, call);
        }
        else
        {
            json.WriteStartObject("queryStringParameters"u8);
            json.WriteEndObject();
            json.WriteStartObject("multiValueQueryStringParameters"u8);
            json.WriteEndObject();
        }

        if (call.Method.PathParameters.Length > 0)
        {
            ProxyEvent.WritePathParameters(json, call);
        }
        else
        {
            json.WriteStartObject("pathParameters"u8);
            json.WriteEndObject();
        }

        if (call.Stage.Variables.Length > 0)
        {
            ProxyEvent.WriteStageVariables(json, call);
        }
        else
        {
            json.WriteStartObject("stageVariables"u8);
            json.WriteEndObject();
        }

        origin.WriteRequestContext(json, call);
        json.WriteEndObject();
        json.Flush();
    }
}
