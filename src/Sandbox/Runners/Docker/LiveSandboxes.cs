namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Counts sandboxes from their start to their container's removal, so that a server's end can wait for them.</summary>
internal sealed class LiveSandboxes : IDisposable
{
    private readonly CountdownEvent _count = new(1);
    private volatile bool _ending;

    /// <summary>False once the runner is ending.</summary>
    internal bool TryEnter() => !_ending && _count.TryAddCount();

    internal void Leave() => _count.Signal();

    internal void Drain(TimeSpan limit)
    {
        _ending = true;
        _count.Signal();
        _count.Wait(limit);
    }

    public void Dispose() => _count.Dispose();
}
