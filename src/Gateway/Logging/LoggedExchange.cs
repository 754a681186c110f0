using System.Buffers;
using System.Text;
using Gatehouse.Core;
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
        EndpointLines.TellRequest(function, _event.WrittenSpan, traceId);
        if (inner is null)
        {
            // ? AWS says this of a function that it may not invoke; that it says so of one that is not there is our reading.
            function.Log.ConfigurationError(FailureLines.NoPermission);
            return FunctionOutcome.Unavailable;
        }

        inner.Event.Write(_event.WrittenSpan);
        var started = function.Time.Stopwatch.GetTimestamp();
        var outcome = await inner.SendAsync(timeout, traceId, aborted);
        if (function.IsAuthorizer)
        {
            TellAuthorizer(outcome);
        }
        else
        {
            TellIntegration(outcome, function.Time.Stopwatch.GetElapsedTime(started), traceId);
        }

        return outcome;
    }

    // Why an authorizer failed is told with its verdict.
    private void TellAuthorizer(FunctionOutcome outcome)
    {
        if (outcome is FunctionOutcome.Replied or FunctionOutcome.FunctionError)
        {
            function.Log.Data($"Authorizer result body before parsing: {Encoding.UTF8.GetString(Reply.Span)}");
        }
    }

    private void TellIntegration(FunctionOutcome outcome, TimeSpan latency, string traceId)
    {
        var log = function.Log;
        switch (outcome)
        {
            case FunctionOutcome.Replied:
                EndpointLines.TellReply(function, this, latency, traceId, failed: false);
                log.LacksContentType = LacksContentType();
                break;
            case FunctionOutcome.FunctionError:
                EndpointLines.TellReply(function, this, latency, traceId, failed: true);
                log.Failure($"Lambda execution failed with status 200 due to customer function error: {FunctionErrors.Message(Reply) ?? "null"}. Lambda request id: {InvocationId}");
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
}
