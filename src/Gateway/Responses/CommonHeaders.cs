using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Responses;

/// <summary>The headers that every answer carries, whoever made it.</summary>
internal static class CommonHeaders
{
    public const string RequestId = "x-amzn-RequestId";
    public const string ExtendedRequestId = "x-amz-apigw-id";
    public const string TraceId = "X-Amzn-Trace-Id";

    public static StringValues Json { get; } = "application/json";

    public static void Write(Invocation call, int status)
    {
        var response = call.Http.Response;
        var headers = response.Headers;
        response.StatusCode = status;
        headers[RequestId] = call.Record.RequestId;
        headers[ExtendedRequestId] = call.Record.ExtendedRequestId;
        if (call.Record.TraceId is { } trace)
        {
            headers[TraceId] = trace;
        }

        if (call.Stage.Edge is { } edge)
        {
            headers["X-Cache"] = status >= 400 ? EdgeHeaders.Error : EdgeHeaders.Miss;
            headers.Via = edge.Via;
            headers["X-Amz-Cf-Pop"] = EdgeHeaders.Pop;
            headers["X-Amz-Cf-Id"] = call.CloudFrontId ??= EdgeHeaders.NewId();
        }
    }
}
