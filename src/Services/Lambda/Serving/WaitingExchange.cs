using System.Buffers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>An exchange with a version whose activation has not ended: it keeps the event and waits, within the integration's timeout.</summary>
internal sealed class WaitingExchange(FunctionSlot slot, LiveQualifier target, LiveVersion version, TimeProvider time) : FunctionExchange
{
    private readonly ArrayBufferWriter<byte> _event = new();
    private Invocation? _invocation;

    public override IBufferWriter<byte> Event => _event;

    public override ReadOnlyMemory<byte> Reply => _invocation?.Reply ?? default;

    public override string InvocationId => _invocation?.RequestId ?? "";

    public override async ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
    {
        var begun = time.GetTimestamp();
        try
        {
            if (await version.WaitAsync(timeout, time, aborted) is not { } pool)
            {
                return version.IsSettled ? FunctionOutcome.Unavailable : FunctionOutcome.IntegrationTimeout;
            }

            var left = timeout - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                return FunctionOutcome.IntegrationTimeout;
            }

            var admission = slot.Concurrency.TryEnter();
            if (admission.IsRefusal())
            {
                return FunctionOutcome.Throttled;
            }

            try
            {
                _invocation = pool.Begin();
                _invocation.Event.Write(_event.WrittenSpan);
                return SandboxExchange.Outcome(await _invocation.SendAsync(
                    new InvocationOptions { InvokedArn = target.InvokedArn, TraceId = traceId, WaitLimit = left, Aborted = aborted }));
            }
            finally
            {
                slot.Concurrency.Leave(admission);
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The same as a caller that goes away while the function runs.
            return FunctionOutcome.IntegrationTimeout;
        }
    }

    public override void Dispose() => _invocation?.Dispose();
}
