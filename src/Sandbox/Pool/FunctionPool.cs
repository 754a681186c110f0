namespace Gatehouse.Sandbox.Pool;

/// <summary>The sandboxes of one revision of a function, and the invocations that wait for one.</summary>
public sealed class FunctionPool
{
    // A sandbox that has answered is back within microseconds. Waiting longer than a cold start takes would gain nothing.
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Lock _spareGate = new();
    private readonly Stack<Invocation> _spare = [];
    private readonly HashSet<FunctionSandbox> _sandboxes = [];
    private readonly Queue<Invocation> _waiting = [];
    private readonly int[] _counts = new int[5];
    private readonly Alarm _returns;

    // Last in, first out: under light load the same few stay warm and the rest grow old enough to be reaped.
    private readonly List<FunctionSandbox> _idle = [];
    private TaskCompletionSource? _retired;

    internal FunctionPool(SandboxEngine engine, FunctionRevision revision)
    {
        (Engine, Revision) = (engine, revision);
        _returns = new Alarm(engine.Time, StartForWaiting);
    }

    public FunctionRevision Revision { get; }

    internal SandboxEngine Engine { get; }

    /// <summary>Sandboxes that are starting or running.</summary>
    public int Sandboxes
    {
        get
        {
            lock (_gate)
            {
                return _sandboxes.Count;
            }
        }
    }

    /// <summary>Sandboxes that have an invocation.</summary>
    public int Busy
    {
        get
        {
            lock (_gate)
            {
                return Count(SandboxPhase.Busy);
            }
        }
    }

    /// <summary>Starts one sandbox ahead of the first call, if there is none.</summary>
    public void Warm()
    {
        FunctionSandbox? started = null;
        lock (_gate)
        {
            if (_sandboxes.Count == 0 && _retired is null && Engine.IsAble && Revision.MaxConcurrency is not 0)
            {
                started = TryAdd(bound: null);
            }
        }

        started?.Start();
    }

    /// <summary>An invocation to write one event into. Dispose it exactly once.</summary>
    /// <param name="requestId">Only to repeat an earlier attempt under its own id.</param>
    public Invocation Begin(string? requestId = null)
    {
        Invocation? invocation;
        lock (_spareGate)
        {
            _spare.TryPop(out invocation);
        }

        invocation ??= new Invocation(this, Engine.Time);
        invocation.Begin(requestId);
        return invocation;
    }

    /// <summary>No new invocations; the running ones finish, then the sandboxes end. Done when the last one has.</summary>
    public ValueTask RetireAsync() => new(Retire());

    internal Task Retire()
    {
        TaskCompletionSource retired;
        lock (_gate)
        {
            retired = _retired ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_sandboxes.Count == 0)
            {
                retired.TrySetResult();
                Engine.Forget(this);
            }
        }

        EndUnneeded();
        return retired.Task;
    }

    /// <summary>Null when the invocation was taken in; otherwise why not.</summary>
    internal InvocationOutcome? Accept(Invocation invocation)
    {
        while (true)
        {
            FunctionSandbox? chosen;
            FunctionSandbox? started = null;
            var full = false;
            lock (_gate)
            {
                if (_retired is not null || !Engine.IsAble)
                {
                    return InvocationOutcome.Unavailable;
                }

                if (Count(SandboxPhase.Busy) + _waiting.Count >= (Revision.MaxConcurrency ?? int.MaxValue))
                {
                    return InvocationOutcome.Throttled;
                }

                chosen = PopIdle();
                full = chosen is null && !TryQueue(invocation, out started);
            }

            // Another function's idle sandbox makes room; looked for outside the lock, because its pool has one too.
            if (full && !Engine.TryMakeRoom())
            {
                return InvocationOutcome.Throttled;
            }

            if (chosen is null && !full)
            {
                started?.Start();
                return null;
            }

            if (chosen?.Run(invocation) == true)
            {
                return null;
            }
        }
    }

    /// <summary>Puts back an invocation whose sandbox ended before it began.</summary>
    internal void Redispatch(Invocation invocation)
    {
        if (Accept(invocation) is { } refused)
        {
            invocation.Complete(refused);
        }
    }

    /// <summary>A runtime is ready: the invocation that has waited longest, or null and the sandbox idles.</summary>
    internal Invocation? TakeOrIdle(FunctionSandbox sandbox)
    {
        lock (_gate)
        {
            if (sandbox.Phase == SandboxPhase.Gone)
            {
                return null;
            }

            if (_waiting.TryDequeue(out var invocation))
            {
                Move(sandbox, SandboxPhase.Busy);
                return invocation;
            }

            Move(sandbox, SandboxPhase.Idle);
            sandbox.IdleSince = Engine.Time.GetTimestamp();
            _idle.Add(sandbox);
            if (_retired is null)
            {
                return null;
            }
        }

        EndUnneeded();
        return null;
    }

    internal void Answered(FunctionSandbox sandbox)
    {
        lock (_gate)
        {
            Move(sandbox, SandboxPhase.Returning);
            sandbox.IdleSince = Engine.Time.GetTimestamp();
        }
    }

    /// <summary>The sandbox has ended. With <paramref name="takeWaiting"/> the invocation it was started for comes back.</summary>
    internal Invocation? Gone(FunctionSandbox sandbox, bool takeWaiting = true)
    {
        Invocation? invocation = null;
        lock (_gate)
        {
            if (takeWaiting && sandbox.Phase == SandboxPhase.Starting)
            {
                _waiting.TryDequeue(out invocation);
            }

            RemoveLocked(sandbox);
        }

        StartForWaiting();
        return invocation;
    }

    /// <summary>A start that took too long is tried once more, now inside its invocation's own time.</summary>
    internal void InitTimedOut(FunctionSandbox sandbox)
    {
        FunctionSandbox? second = null;
        Invocation? invocation;
        lock (_gate)
        {
            _waiting.TryDequeue(out invocation);
            RemoveLocked(sandbox);
            if (invocation is not null)
            {
                second = TryAdd(invocation);
            }
        }

        second?.Start();
        if (invocation is not null && second is null)
        {
            invocation.Complete(InvocationOutcome.Throttled);
        }
    }

    internal void Return(Invocation invocation)
    {
        lock (_spareGate)
        {
            _spare.Push(invocation);
        }
    }

    /// <summary>Ends sandboxes that have idled since before <paramref name="oldest"/>.</summary>
    internal void Reap(long oldest) => EndWhere(sandbox => sandbox.Phase is SandboxPhase.Idle or SandboxPhase.Returning && sandbox.IdleSince <= oldest);

    /// <summary>Ends one idle sandbox to make room for another function's.</summary>
    internal bool EvictIdle()
    {
        FunctionSandbox? victim;
        lock (_gate)
        {
            victim = _idle.Count > 0 ? _idle[0] : _sandboxes.FirstOrDefault(sandbox => sandbox.Phase == SandboxPhase.Returning);
            if (victim is null)
            {
                return false;
            }

            RemoveLocked(victim);
        }

        victim.TryEnd();
        return true;
    }

    internal FunctionSandbox[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _sandboxes];
        }
    }

    private int Count(SandboxPhase phase) => _counts[(int)phase];

    private void Move(FunctionSandbox sandbox, SandboxPhase to)
    {
        if (sandbox.Phase != SandboxPhase.Gone)
        {
            _counts[(int)sandbox.Phase]--;
            _counts[(int)to]++;
            sandbox.Phase = to;
        }
    }

    private FunctionSandbox? PopIdle()
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

    private bool TryQueue(Invocation invocation, out FunctionSandbox? started)
    {
        started = null;
        var coming = Count(SandboxPhase.Starting) + Count(SandboxPhase.Returning);
        if (_waiting.Count >= coming)
        {
            started = TryAdd(bound: null);
            if (started is null)
            {
                return false;
            }
        }
        else if (Count(SandboxPhase.Returning) > 0)
        {
            _returns.Set(ReturnLimit);
        }

        _waiting.Enqueue(invocation);
        return true;
    }

    private FunctionSandbox? TryAdd(Invocation? bound)
    {
        if (!Engine.TryTakeRoom())
        {
            return null;
        }

        var sandbox = new FunctionSandbox(this, bound);
        _sandboxes.Add(sandbox);
        sandbox.Phase = bound is null ? SandboxPhase.Starting : SandboxPhase.Busy;
        _counts[(int)sandbox.Phase]++;

        return sandbox;
    }

    private void RemoveLocked(FunctionSandbox sandbox)
    {
        if (!_sandboxes.Remove(sandbox))
        {
            return;
        }

        _idle.Remove(sandbox);
        _counts[(int)sandbox.Phase]--;
        sandbox.Phase = SandboxPhase.Gone;
        Engine.GiveRoom();
        if (_retired is not null && _sandboxes.Count == 0 && _waiting.Count == 0)
        {
            _retired.TrySetResult();
            Engine.Forget(this);
        }
    }

    // More wait than sandboxes are on their way: one ended, or one that had answered did not come back.
    private void StartForWaiting()
    {
        List<FunctionSandbox> started = [];
        List<Invocation> refused = [];
        lock (_gate)
        {
            for (var missing = _waiting.Count - Count(SandboxPhase.Starting); missing > 0; missing--)
            {
                if (TryAdd(bound: null) is { } sandbox)
                {
                    started.Add(sandbox);
                }
                else if (_sandboxes.Count == 0)
                {
                    refused.Add(_waiting.Dequeue());
                }
            }
        }

        started.ForEach(sandbox => sandbox.Start());
        refused.ForEach(invocation => invocation.Complete(InvocationOutcome.Throttled));
    }

    private void EndUnneeded() => EndWhere(sandbox => sandbox.Phase == SandboxPhase.Idle || (sandbox.Phase is SandboxPhase.Starting or SandboxPhase.Returning && _waiting.Count == 0));

    private void EndWhere(Predicate<FunctionSandbox> condition)
    {
        List<FunctionSandbox> ended = [];
        lock (_gate)
        {
            ended.AddRange(_sandboxes.Where(sandbox => condition(sandbox)));
            ended.ForEach(RemoveLocked);
        }

        ended.ForEach(sandbox => sandbox.TryEnd());
    }
}
