namespace Gatehouse.Sandbox.Pool;

/// <summary>Invocations that are over and wait for their next life, with the buffers that they have grown.</summary>
internal sealed class SpareInvocations(FunctionPool pool)
{
    private readonly Lock _gate = new();
    private readonly Stack<Invocation> _spare = [];

    internal Invocation Take()
    {
        Invocation? invocation;
        lock (_gate)
        {
            _spare.TryPop(out invocation);
        }

        return invocation ?? new Invocation(pool, pool.Engine.Time);
    }

    internal void Put(Invocation invocation)
    {
        lock (_gate)
        {
            _spare.Push(invocation);
        }
    }
}
