namespace Gatehouse.Sandbox.Pool;

/// <summary>The sandboxes of one pool by what they are doing. Guarded by the pool's lock.</summary>
internal sealed class Roster(TimeProvider time)
{
    private readonly HashSet<FunctionSandbox> _sandboxes = [];
    private readonly int[] _counts = new int[5];

    // Last in, first out: under light load the same few stay warm and the rest grow old enough to be reaped.
    private readonly List<FunctionSandbox> _idle = [];

    internal int Total => _sandboxes.Count;

    internal IEnumerable<FunctionSandbox> All => _sandboxes;

    /// <summary>The one that has idled longest.</summary>
    internal FunctionSandbox? OldestIdle => _idle.Count > 0 ? _idle[0] : null;

    /// <summary>Those that have an invocation, will have one when they have started, or are about to ask for the next.</summary>
    internal int AtWork => Count(SandboxPhase.Starting) + Count(SandboxPhase.Busy) + Count(SandboxPhase.Returning);

    internal int Count(SandboxPhase phase) => _counts[(int)phase];

    internal void Add(FunctionSandbox sandbox, SandboxPhase phase)
    {
        _sandboxes.Add(sandbox);
        sandbox.Phase = phase;
        sandbox.BusySince = time.GetTimestamp();
        _counts[(int)phase]++;
    }

    internal void Move(FunctionSandbox sandbox, SandboxPhase to)
    {
        if (sandbox.Phase == SandboxPhase.Gone)
        {
            return;
        }

        _counts[(int)sandbox.Phase]--;
        _counts[(int)to]++;
        sandbox.Phase = to;
        if (to == SandboxPhase.Busy)
        {
            sandbox.BusySince = time.GetTimestamp();
        }
        else if (to == SandboxPhase.Idle)
        {
            _idle.Add(sandbox);
        }
    }

    /// <summary>The sandbox that has idled least, now busy; null when none idles.</summary>
    internal FunctionSandbox? PopIdle()
    {
        if (_idle.Count == 0)
        {
            return null;
        }

        var sandbox = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        Move(sandbox, SandboxPhase.Busy);
        return sandbox;
    }

    /// <summary>False when it was gone already.</summary>
    internal bool Remove(FunctionSandbox sandbox)
    {
        if (!_sandboxes.Remove(sandbox))
        {
            return false;
        }

        _idle.Remove(sandbox);
        _counts[(int)sandbox.Phase]--;
        sandbox.Phase = SandboxPhase.Gone;
        return true;
    }
}
