using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Pool;

/// <summary>The sandboxes of one revision of a function, and the invocations that wait for one.</summary>
public sealed partial class FunctionPool
{
    // A sandbox that has answered is back within microseconds. Waiting longer than a cold start takes would gain nothing.
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SpareInvocations _spare;
    private readonly Roster _roster;
    private readonly Queue<Invocation> _waiting = [];
    private readonly Alarm _returns;
    private readonly Alarm _held;
    private readonly Pace _pace;
    private bool _isHolding;
    private TaskCompletionSource? _retired;

    internal FunctionPool(SandboxEngine engine, FunctionRevision revision)
    {
        (Engine, Revision, Figures, _spare) = (engine, revision, engine.FiguresOf(revision), new SpareInvocations(this));
        Figures.Add(this);
        _roster = new Roster(engine.Time);
        _returns = new Alarm(engine.Time, StartForWaiting);
        _held = new Alarm(engine.Time, LookAtHeld);
        _provisioning = new Alarm(engine.Time, Provision);
        _pace = new Pace(engine.Time, Processors.IdleSinceLast());
    }

    public FunctionRevision Revision { get; }

    internal SandboxEngine Engine { get; }

    /// <summary>Sandboxes that are starting or running.</summary>
    public int Sandboxes => Read(static roster => roster.Total);

    /// <summary>Sandboxes that have an invocation.</summary>
    public int Busy => Read(static roster => roster.Count(SandboxPhase.Busy));

    /// <summary>Starts one sandbox ahead of the first call, if there is none.</summary>
    public void Warm()
    {
        FunctionSandbox? started = null;
        lock (_gate)
        {
            if (_roster.Total == 0 && _retired is null && Engine.IsAble && Revision.MaxConcurrency is not 0)
            {
                started = TryAdd(bound: null);
            }
        }

        started?.Start();
    }

    /// <summary>An invocation to write one event into. Dispose it exactly once. The id only to repeat an earlier attempt.</summary>
    public Invocation Begin(string? requestId = null)
    {
        var invocation = _spare.Take();
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
            if (_roster.Total == 0)
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

                if (_roster.Count(SandboxPhase.Busy) + _waiting.Count >= (Revision.MaxConcurrency ?? int.MaxValue))
                {
                    return InvocationOutcome.Throttled;
                }

                if (IsWideEnough())
                {
                    _waiting.Enqueue(invocation);
                    Hold();
                    return null;
                }

                chosen = _roster.PopIdle();
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

            _pace.Returned();
            if (_waiting.Count > 0 && !IsWideEnough(without: 1))
            {
                var next = _waiting.Dequeue();
                next.IsCold = sandbox.Phase == SandboxPhase.Starting;
                _roster.Move(sandbox, SandboxPhase.Busy);
                return next;
            }

            _roster.Move(sandbox, SandboxPhase.Idle);
            sandbox.IdleSince = _pace.LastReturn;
            WatchIdle(sandbox);
            if (_waiting.Count > 0)
            {
                Hold();
            }

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
            sandbox.IdleSince = Engine.Time.GetTimestamp();
            _pace.Answered(Engine.Time.GetElapsedTime(sandbox.BusySince, sandbox.IdleSince));
            _roster.Move(sandbox, SandboxPhase.Returning);
        }
    }

    /// <summary>The sandbox has ended. With <paramref name="takeWaiting"/> the invocation it was started for comes back.</summary>
    internal Invocation? Gone(FunctionSandbox sandbox, bool takeWaiting = true)
    {
        Invocation? invocation = null;
        lock (_gate)
        {
            if (takeWaiting && sandbox.Phase == SandboxPhase.Starting && _waiting.TryDequeue(out invocation))
            {
                invocation.IsCold = true;
            }

            RemoveLocked(sandbox);
        }

        StartForWaiting();
        return invocation;
    }

    /// <summary>A start that failed or took too long is tried once more, now inside its invocation's own time.</summary>
    internal void InitFailed(FunctionSandbox sandbox)
    {
        FunctionSandbox? second = null;
        Invocation? invocation;
        lock (_gate)
        {
            invocation = null;
            if (sandbox.Phase == SandboxPhase.Starting)
            {
                _waiting.TryDequeue(out invocation);
            }

            RemoveLocked(sandbox);
            if (invocation is not null)
            {
                invocation.IsCold = true;
                second = TryAdd(invocation);
            }
        }

        second?.Start();
        if (invocation is not null && second is null)
        {
            FunctionSandbox.Complete(invocation, InvocationOutcome.Throttled);
        }
    }

    internal void Return(Invocation invocation) => _spare.Put(invocation);

    internal FunctionSandbox[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _roster.All];
        }
    }

    private int Read(Func<Roster, int> number)
    {
        lock (_gate)
        {
            return number(_roster);
        }
    }

    // A function that answers at once, on as many sandboxes as are of use: who comes now waits for one of them.
    private bool IsWideEnough(int without = 0) => _pace.IsBrisk && _roster.AtWork - without >= _pace.Width;

    private void Hold()
    {
        if (!_isHolding)
        {
            _isHolding = true;
            _pace.BeginLooking();
            _held.Set(Pace.Look);
        }
    }

    private bool TryQueue(Invocation invocation, out FunctionSandbox? started)
    {
        started = null;
        var coming = _roster.Count(SandboxPhase.Starting) + _roster.Count(SandboxPhase.Returning);
        if (_waiting.Count >= coming)
        {
            started = TryAdd(bound: null);
            if (started is null)
            {
                return false;
            }
        }
        else if (_roster.Count(SandboxPhase.Returning) > 0)
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
        _roster.Add(sandbox, bound is null ? SandboxPhase.Starting : SandboxPhase.Busy);
        return sandbox;
    }

    private void RemoveLocked(FunctionSandbox sandbox)
    {
        var failed = sandbox.Phase == SandboxPhase.Starting;
        if (!_roster.Remove(sandbox))
        {
            return;
        }

        Engine.GiveRoom();
        ProvisionAgain(failed);
        if (_retired is not null && _roster.Total == 0 && _waiting.Count == 0)
        {
            _retired.TrySetResult();
            Engine.Forget(this);
        }
    }

    // Callers are held back for sandboxes that answer at once. Every now and then: is that still what serves them best?
    private void LookAtHeld()
    {
        List<(FunctionSandbox Sandbox, Invocation Invocation)> pairs = [];
        lock (_gate)
        {
            if (!(_isHolding = _waiting.Count > 0))
            {
                return;
            }

            _held.Set(Pace.Look);
            _pace.Adjust(isStarting: _roster.Count(SandboxPhase.Starting) > 0);
            while (_waiting.Count > 0 && !IsWideEnough() && _roster.PopIdle() is { } sandbox)
            {
                pairs.Add((sandbox, _waiting.Dequeue()));
            }
        }

        foreach (var (sandbox, invocation) in pairs)
        {
            if (!sandbox.Run(invocation))
            {
                Redispatch(invocation);
            }
        }

        StartForWaiting();
    }

    // More wait than sandboxes are on their way: one ended, one that had answered did not come back, or held callers get more.
    private void StartForWaiting()
    {
        List<FunctionSandbox> started = [];
        List<Invocation> refused = [];
        lock (_gate)
        {
            for (var missing = _waiting.Count - _roster.Count(SandboxPhase.Starting); missing > 0 && !IsWideEnough(); missing--)
            {
                if (TryAdd(bound: null) is { } sandbox)
                {
                    started.Add(sandbox);
                }
                else if (_roster.Total == 0)
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
            ended.AddRange(_roster.All.Where(sandbox => condition(sandbox)));
            ended.ForEach(RemoveLocked);
        }

        ended.ForEach(sandbox => sandbox.TryEnd());
    }
}
