namespace Gatehouse.Sandbox.Runners;

/// <summary>Counts sandboxes from their start to the removal of what they were started in, so that a server's end can wait for them.</summary>
internal sealed class LiveSandboxes : IDisposable
{
    private readonly CountdownEvent _count = new(1);
    private volatile bool _ending;

    /// <summary>False once the runner is ending.</summary>
    internal bool TryEnter() => !_ending && _count.TryAddCount();

    internal void Leave()
    {
        try
        {
            _count.Signal();
        }
        catch (ObjectDisposedException)
        {
            // It took longer than anybody waits.
        }
    }

    internal void Drain(TimeSpan limit)
    {
        _ending = true;
        _count.Signal();
        _count.Wait(limit);
    }

    public void Dispose() => _count.Dispose();
}
