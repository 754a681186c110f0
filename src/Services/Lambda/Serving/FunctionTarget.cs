using Gatehouse.Gateway.Integrations;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>One function under one qualifier, as an integration sees it. It follows the function through every change.</summary>
internal sealed class FunctionTarget : IFunctionTarget
{
    private readonly FunctionSlot _slot;
    private readonly string? _qualifier;
    private readonly TimeProvider _time;
    private readonly DefaultObjectPool<SandboxExchange> _exchanges;

    public FunctionTarget(FunctionSlot slot, string? qualifier, TimeProvider time)
    {
        _slot = slot;
        _qualifier = qualifier;
        _time = time;
        // As many as a busy target has under way; more are made and dropped.
        _exchanges = new(new Policy(this), 256);
    }

    public FunctionAccess Check(string sourceArn)
    {
        if (_slot.Current?.Find(_qualifier) is not { } target)
        {
            return FunctionAccess.NotFound;
        }

        return target.Policy.Allows(sourceArn) ? FunctionAccess.Allowed : FunctionAccess.NotPermitted;
    }

    public FunctionExchange Begin()
    {
        if (_slot.Current?.Find(_qualifier) is not { } target)
        {
            return new AbsentExchange();
        }

        var version = target.Pick();
        if (version.Pool is not { } pool)
        {
            return new WaitingExchange(_slot, target, version, _time);
        }

        var exchange = _exchanges.Get();
        exchange.Open(pool.Begin(), target.InvokedArn);
        return exchange;
    }

    private sealed class Policy(FunctionTarget target) : PooledObjectPolicy<SandboxExchange>
    {
        public override SandboxExchange Create() => new(target._slot.Concurrency, target._exchanges);

        public override bool Return(SandboxExchange exchange) => true;
    }
}
