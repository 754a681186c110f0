using System.Buffers;
using System.Text;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Logging;

/// <summary>The exchange with an authorizer's function, told to the execution log.</summary>
/// <param name="function">The function as the test sees it.</param>
/// <param name="inner">The real exchange, or null where the function is missing or may not be invoked.</param>
internal sealed class LoggedAuthorizerExchange(LoggedFunction function, FunctionExchange? inner) : FunctionExchange
{
    private readonly ArrayBufferWriter<byte> _event = new();

    public override IBufferWriter<byte> Event => _event;

    public override ReadOnlyMemory<byte> Reply => inner?.Reply ?? default;

    public override string InvocationId => inner?.InvocationId ?? "";

    public override void Dispose() => inner?.Dispose();

    public override async ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
    {
        LoggedExchange.TellRequest(function, _event.WrittenSpan, traceId);
        if (inner is null)
        {
            function.Log.ConfigurationError("Invalid permissions on Lambda function");
            return FunctionOutcome.Unavailable;
        }

        inner.Event.Write(_event.WrittenSpan);
        var outcome = await inner.SendAsync(timeout, traceId, aborted);
        if (outcome is FunctionOutcome.Replied or FunctionOutcome.FunctionError)
        {
            function.Log.Data($"Authorizer result body before parsing: {Encoding.UTF8.GetString(Reply.Span)}");
        }

        return outcome;
    }
}
