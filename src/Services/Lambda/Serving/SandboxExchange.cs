using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Sandbox.Pool;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>The usual exchange: the gateway writes its event straight into the sandbox's buffer. Pooled by its target.</summary>
internal sealed class SandboxExchange(ConcurrencyGate concurrency, ObjectPool<SandboxExchange> home) : FunctionExchange
{
    private Invocation? _invocation;
    private string? _invokedArn;

    public override IBufferWriter<byte> Event => Current.Event;

    public override ReadOnlyMemory<byte> Reply => Current.Reply;

    public override string InvocationId => Current.RequestId;

    private Invocation Current => _invocation ?? throw new ObjectDisposedException(nameof(SandboxExchange));

    public void Open(Invocation invocation, string invokedArn)
    {
        _invocation = invocation;
        _invokedArn = invokedArn;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
    {
        var admission = concurrency.TryEnter();
        if (admission.IsRefusal())
        {
            return FunctionOutcome.Throttled;
        }

        try
        {
            return Outcome(await Current.SendAsync(new InvocationOptions { InvokedArn = _invokedArn, TraceId = traceId, WaitLimit = timeout, Aborted = aborted }));
        }
        finally
        {
            concurrency.Leave(admission);
        }
    }

    public override void Dispose()
    {
        if (_invocation is { } invocation)
        {
            _invocation = null;
            _invokedArn = null;
            invocation.Dispose();
            home.Return(this);
        }
    }

    public static FunctionOutcome Outcome(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Replied => FunctionOutcome.Replied,
        InvocationOutcome.FunctionError => FunctionOutcome.FunctionError,
        InvocationOutcome.Throttled => FunctionOutcome.Throttled,
        InvocationOutcome.WaitLimit => FunctionOutcome.IntegrationTimeout,
        InvocationOutcome.EventTooLarge => FunctionOutcome.EventTooLarge,
        InvocationOutcome.Unavailable => FunctionOutcome.Unavailable,
        _ => throw new UnreachableException(),
    };
}
