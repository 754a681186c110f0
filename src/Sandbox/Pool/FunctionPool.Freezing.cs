namespace Gatehouse.Sandbox.Pool;

/// <summary>Sandboxes that stand still for want of work.</summary>
public sealed partial class FunctionPool
{
    /// <summary>The sandbox has just become idle. Under the pool's lock.</summary>
    private void WatchIdle(FunctionSandbox sandbox)
    {
        if (!sandbox.IsWatched && sandbox.Freezes)
        {
            sandbox.IsWatched = true;
            Engine.Freezer.Watch(this, sandbox);
        }
    }

    /// <summary>Stops a sandbox that has idled for long enough. False when it must be looked at again.</summary>
    internal bool Freeze(FunctionSandbox sandbox, long now)
    {
        long idleSince;
        TimeSpan idled;
        lock (_gate)
        {
            idleSince = sandbox.IdleSince;
            idled = Engine.Time.GetElapsedTime(idleSince, now);
            if (sandbox.Phase == SandboxPhase.Idle && idled < Freezer.Patience)
            {
                return false;
            }

            // Also one that is at work: it is watched again when it comes back.
            sandbox.IsWatched = false;
            if (sandbox.Phase != SandboxPhase.Idle)
            {
                return true;
            }
        }

        // Outside the lock: an invocation may be on its way to the sandbox already, and then it is not stopped.
        if (sandbox.TryFreeze(idleSince, isLate: idled > Freezer.Patience + Freezer.DeliveryLimit))
        {
            return true;
        }

        lock (_gate)
        {
            var again = sandbox.Phase == SandboxPhase.Idle && !sandbox.IsWatched && sandbox.Freezes;
            sandbox.IsWatched |= again;
            return !again;
        }
    }
}
