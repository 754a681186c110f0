using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Logging;

/// <summary>What execution logs show of a request to Lambda's own endpoint and of its reply.</summary>
internal static class EndpointLines
{
    // Nothing is signed here, so the two headers with AWS's own credentials are not shown.
    public static void TellRequest(LoggedFunction function, ReadOnlySpan<byte> payload, string traceId)
    {
        var log = function.Log;
        if (!log.KeepsData)
        {
            return;
        }

        var region = function.Arn.Split(':')[3];
        var uri = $"https://lambda.{region}.amazonaws.com/2015-03-31/functions/{function.Arn}/invocations";
        log.Data($"Endpoint request URI: {uri}");
        log.Data($"Endpoint request headers: {ExecutionLog.Dump(
        [
            Pair("X-Amz-Date", function.Time.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)),
            Pair("x-amzn-apigateway-api-id", function.ApiId),
            Pair("Accept", "application/json"),
            Pair("User-Agent", $"AmazonAPIGateway_{function.ApiId}"),
            Pair("Host", $"lambda.{region}.amazonaws.com"),
            Pair("X-Amz-Content-Sha256", Convert.ToHexStringLower(SHA256.HashData(payload))),
            Pair("X-Amzn-Trace-Id", traceId.Split(';')[0]),
            Pair("x-amzn-lambda-integration-tag", log.RequestId),
            Pair("X-Amz-Source-Arn", function.SourceArn),
        ])}");
        log.Data($"Endpoint request body after transformations: {Encoding.UTF8.GetString(payload)}");
        log.Data($"Sending request to {uri}");
    }

    public static void TellReply(LoggedFunction function, FunctionExchange exchange, TimeSpan latency, string traceId, bool failed)
    {
        var log = function.Log;
        if (!log.KeepsData)
        {
            return;
        }

        var payload = Encoding.UTF8.GetString(exchange.Reply.Span);
        List<KeyValuePair<string, string>> headers =
        [
            Pair("Date", function.Time.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)),
            Pair("Content-Type", "application/json"),
            Pair("Content-Length", exchange.Reply.Length.ToString(CultureInfo.InvariantCulture)),
            Pair("Connection", "keep-alive"),
            Pair("x-amzn-RequestId", exchange.InvocationId),
        ];
        if (failed)
        {
            headers.Add(Pair("X-Amz-Function-Error", "Unhandled"));
        }

        headers.Add(Pair("X-Amzn-Trace-Id", traceId.ToLowerInvariant()));
        log.Data(string.Create(CultureInfo.InvariantCulture, $"Received response. Status: 200, Integration latency: {latency.TotalMilliseconds:0} ms"));
        log.Data($"Endpoint response headers: {ExecutionLog.Dump(headers)}");
        log.Data($"Endpoint response body before transformations: {payload}");
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);
}
