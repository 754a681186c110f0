using System.Buffers;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>An exchange with a function that went away between the gateway's check and its call.</summary>
internal sealed class AbsentExchange : FunctionExchange
{
    private readonly ArrayBufferWriter<byte> _event = new();

    public override IBufferWriter<byte> Event => _event;

    public override ReadOnlyMemory<byte> Reply => default;

    public override string InvocationId => "";

    public override ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted) => new(FunctionOutcome.Unavailable);

    public override void Dispose()
    {
    }
}
