namespace Gatehouse.Sandbox.Pool;

/// <summary>Sandboxes that are kept ready, and which ones may end for want of work.</summary>
public sealed partial class FunctionPool
{
    // More starts at once than processors can serve only make each one late.
    private static readonly int s_startsAtOnce = Environment.ProcessorCount * 4;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    // One failed start may be bad luck.
    private const int TellingFailures = 3;

    private readonly Alarm _provisioning;
    private int _least;
    private int _failures;
    private bool _isFull;

    /// <summary>How far it is with what <see cref="KeepWarm"/> asked for.</summary>
    public ProvisionedState Provisioned
    {
        get
        {
            lock (_gate)
            {
                var ready = Math.Min(_least, _roster.Total - _roster.Count(SandboxPhase.Starting));
                string? failure = ready >= _least || _failures < TellingFailures ? null
                    : _isFull ? $"This server has room for {Engine.Options.MaxSandboxes} sandboxes."
                    : "The function's sandboxes end before they are ready; its log says why.";
                return new ProvisionedState(ready, failure);
            }
        }
    }

    /// <summary>What the next sandbox is told about why it starts.</summary>
    internal string InitializationType => Read(static roster => roster.Total) <= Volatile.Read(ref _least) ? "provisioned-concurrency" : "on-demand";

    /// <summary>From now on this many sandboxes are there, idle or not, whether there are calls or not. Zero ends it.</summary>
    public void KeepWarm(int count)
    {
        lock (_gate)
        {
            if (_least == count)
            {
                return;
            }

            (_least, _failures) = (count, 0);
        }

        Provision();
    }

    /// <summary>Ends sandboxes that have idled since before <paramref name="oldest"/>, the longest idle first.</summary>
    internal void Reap(long oldest)
    {
        List<FunctionSandbox> ended = [];
        lock (_gate)
        {
            ended.AddRange(_roster.All
                .Where(sandbox => sandbox.Phase is SandboxPhase.Idle or SandboxPhase.Returning && sandbox.IdleSince <= oldest)
                .OrderBy(sandbox => sandbox.IdleSince)
                .Take(Math.Max(0, _roster.Total - _least)));
            ended.ForEach(RemoveLocked);
        }

        ended.ForEach(sandbox => sandbox.TryEnd());
    }

    /// <summary>Ends one idle sandbox to make room for another function's.</summary>
    internal bool EvictIdle()
    {
        FunctionSandbox? victim;
        lock (_gate)
        {
            victim = _roster.Total <= _least ? null : _roster.OldestIdle ?? _roster.All.FirstOrDefault(sandbox => sandbox.Phase == SandboxPhase.Returning);
            if (victim is null)
            {
                return false;
            }

            RemoveLocked(victim);
        }

        victim.TryEnd();
        return true;
    }

    /// <summary>Starts what is missing, a few at a time, and looks again until nothing is.</summary>
    private void Provision()
    {
        List<FunctionSandbox> started = [];
        var full = false;
        lock (_gate)
        {
            if (_retired is not null || !Engine.IsAble || _roster.Total - _roster.Count(SandboxPhase.Starting) >= _least)
            {
                _failures = 0;
                return;
            }

            for (var missing = _least - _roster.Total; missing > 0 && _roster.Count(SandboxPhase.Starting) < s_startsAtOnce && !full; missing--)
            {
                if (TryAdd(bound: null) is { } sandbox)
                {
                    started.Add(sandbox);
                }
                else
                {
                    full = true;
                }
            }

            _isFull = full;
            if (!full)
            {
                _provisioning.Set(s_look);
            }
        }

        started.ForEach(sandbox => sandbox.Start());
        if (full)
        {
            // Another function's idle sandbox makes room; looked for outside the lock, because its pool has one too.
            var made = Engine.TryMakeRoom();
            lock (_gate)
            {
                _failures += made ? 0 : 1;
                _provisioning.Set(made ? s_look : PauseLocked());
            }
        }
    }

    /// <summary>A sandbox has ended: another takes its place, later and later when they end before they are ready.</summary>
    private void ProvisionAgain(bool failed)
    {
        if (_least > _roster.Total && _retired is null)
        {
            _failures += failed ? 1 : 0;
            _provisioning.Set(PauseLocked());
        }
    }

    private TimeSpan PauseLocked()
    {
        var pause = s_look * (1 << Math.Min(_failures, 12));
        return pause < s_longestPause ? pause : s_longestPause;
    }
}
