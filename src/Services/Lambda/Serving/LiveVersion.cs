using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>One version as it runs. <c>$LATEST</c>'s pool is exchanged when an update becomes active; what it runs then goes on to its end.</summary>
internal sealed class LiveVersion(string version)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FunctionPool? _pool;
    private int _provisioned;

    public string Version => version;

    /// <summary>Null until the first activation ended, and when that failed.</summary>
    public FunctionPool? Pool => _pool;

    public bool IsSettled => _settled.Task.IsCompleted;

    /// <summary>Ends an activation, with null when it failed. Answers the pool that served until now.</summary>
    public FunctionPool? Settle(FunctionPool? pool)
    {
        var old = _pool;
        if (pool is not null)
        {
            pool.KeepWarm(_provisioned);
            old?.KeepWarm(0);
            _pool = pool;
        }

        _settled.TrySetResult();
        return pool is null ? null : old;
    }

    /// <summary>Keeps this many sandboxes ready, now and when the first activation ends. Only by the slot's holder, as <see cref="Settle"/>.</summary>
    public void Provision(int count)
    {
        _provisioned = count;
        _pool?.KeepWarm(count);
    }

    /// <summary>Takes the version out of service.</summary>
    public FunctionPool? Close()
    {
        var old = _pool;
        _pool = null;
        _settled.TrySetResult();
        return old;
    }

    /// <summary>The pool once the first activation has ended; null when it failed or took longer than <paramref name="limit"/>.</summary>
    public async ValueTask<FunctionPool?> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await _settled.Task.WaitAsync(limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return _pool;
    }
}
