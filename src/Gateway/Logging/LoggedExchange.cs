using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Logging;

/// <summary>The exchange with a function, told to the execution log as if it went to Lambda's own endpoint.</summary>
/// <param name="function">The function as the test sees it.</param>
/// <param name="inner">The real exchange, or null where the function is missing or may not be invoked.</param>
internal sealed class LoggedExchange(LoggedFunction function, FunctionExchange? inner) : FunctionExchange
{
    private readonly ArrayBufferWriter<byte> _event = new();

    public override IBufferWriter<byte> Event => _event;

    public override ReadOnlyMemory<byte> Reply => inner?.Reply ?? default;

    public override string InvocationId => inner?.InvocationId ?? "";

    public override void Dispose() => inner?.Dispose();

    public override async ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
    {
        var log = function.Log;
        TellRequest(function, _event.WrittenSpan, traceId);
        if (inner is null)
        {
            // ? AWS says this of a function that it may not invoke; that it says so of one that is not there is our reading.
            log.ConfigurationError(FailureLines.NoPermission);
            return FunctionOutcome.Unavailable;
        }

        inner.Event.Write(_event.WrittenSpan);
        var started = function.Time.Stopwatch.GetTimestamp();
        var outcome = await inner.SendAsync(timeout, traceId, aborted);
        var latency = function.Time.Stopwatch.GetElapsedTime(started);
        switch (outcome)
        {
            case FunctionOutcome.Replied:
                TellReply(latency, traceId, failed: false);
                log.LacksContentType = LacksContentType();
                break;
            case FunctionOutcome.FunctionError:
                TellReply(latency, traceId, failed: true);
                log.Failure($"Lambda execution failed with status 200 due to customer function error: {ErrorMessage()}. Lambda request id: {InvocationId}");
                break;
            case FunctionOutcome.Throttled:
                log.Failure($"Lambda invocation failed with status: 429. Lambda request id: {InvocationId}");
                log.ConfigurationError("Rate Exceeded.");
                break;
            case FunctionOutcome.IntegrationTimeout:
                log.Failure("Execution failed due to a timeout error");
                break;
            case FunctionOutcome.Unavailable:
                log.ConfigurationError("The function was deleted or cannot be started");
                break;
            case FunctionOutcome.EventTooLarge:
                // The integration refuses this with a reason of its own, which is logged with the others.
                break;
        }

        return outcome;
    }

    // Nothing is signed here, so the two headers with AWS's own credentials are not shown.
    public static void TellRequest(LoggedFunction function, ReadOnlySpan<byte> payload, string traceId)
    {
        if (!function.Log.KeepsData)
        {
            return;
        }

        var region = function.Arn.Split(':')[3];
        var uri = $"https://lambda.{region}.amazonaws.com/2015-03-31/functions/{function.Arn}/invocations";
        var log = function.Log;
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

    private void TellReply(TimeSpan latency, string traceId, bool failed)
    {
        if (!function.Log.KeepsData)
        {
            return;
        }

        var payload = Encoding.UTF8.GetString(Reply.Span);
        List<KeyValuePair<string, string>> headers =
        [
            Pair("Date", function.Time.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)),
            Pair("Content-Type", "application/json"),
            Pair("Content-Length", Reply.Length.ToString(CultureInfo.InvariantCulture)),
            Pair("Connection", "keep-alive"),
            Pair("x-amzn-RequestId", InvocationId),
        ];
        if (failed)
        {
            headers.Add(Pair("X-Amz-Function-Error", "Unhandled"));
        }

        headers.Add(Pair("X-Amzn-Trace-Id", traceId.ToLowerInvariant()));
        function.Log.Data(string.Create(CultureInfo.InvariantCulture, $"Received response. Status: 200, Integration latency: {latency.TotalMilliseconds:0} ms"));
        function.Log.Data($"Endpoint response headers: {ExecutionLog.Dump(headers)}");
        function.Log.Data($"Endpoint response body before transformations: {payload}");
    }

    private bool LacksContentType()
    {
        var reply = new ProxyReply();
        reply.Parse(Reply.Span);
        foreach (var header in reply.Headers)
        {
            if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private string ErrorMessage()
    {
        try
        {
            using var error = JsonDocument.Parse(Reply);
            return error.RootElement.ValueKind == JsonValueKind.Object
                && error.RootElement.TryGetProperty("errorMessage", out var message)
                && message.ValueKind == JsonValueKind.String ? message.GetString()! : "null";
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // A function that speaks the Runtime API itself may describe its error in any way.
            return "null";
        }
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);
}
