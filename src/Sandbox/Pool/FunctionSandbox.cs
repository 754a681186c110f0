using Gatehouse.Core;
using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Relay;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Pool;

/// <summary>One sandbox from its start to its end, and what its ending means for the invocation that it had.</summary>
internal sealed class FunctionSandbox
{
    private readonly Lock _gate = new();
    private readonly FunctionPool _pool;
    private readonly FunctionRevision _revision;
    private readonly Alarm _alarm;
    private readonly InvocationJournal _journal;
    private readonly RuntimeSession _session;
    private readonly Invocation? _bound;
    private ISandboxProcess? _process;
    private ShutdownPhase? _shutdown;
    private bool _runtimeRuns;
    private bool _killed;

    /// <param name="bound">An invocation whose first sandbox took too long to start: its own time limit now covers the start too.</param>
    internal FunctionSandbox(FunctionPool pool, Invocation? bound)
    {
        (_pool, _revision, _bound) = (pool, pool.Revision, bound);
        var time = pool.Engine.Time;
        _alarm = new Alarm(time, OnAlarm);
        var stream = $"{time.GetUtcNow():yyyy/MM/dd}/[{_revision.Version}]{Ids.Hex(32)}";
        var log = new SandboxLog(pool.Engine.Logs, new LogStreamName(_revision.Account, _revision.Region, _revision.LogGroup, stream), time);
        _journal = new InvocationJournal(log, _revision, pool.Figures, time);
        _session = new RuntimeSession(this, pool, _journal, _alarm, bound);
    }

    /// <summary>The pool's own note about this sandbox, like the two times below under the pool's lock.</summary>
    internal SandboxPhase Phase { get; set; }

    internal long IdleSince { get; set; }

    internal long BusySince { get; set; }

    /// <summary>The freezer has it on its list.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>False where it cannot be stopped.</summary>
    internal bool Freezes => _process?.Freezes == true;

    internal bool HasPoller => _session.HasPoller;

    internal InvocationJournal Journal => _journal;

    /// <summary>Null until it has started.</summary>
    internal ISandboxProcess? Process => Volatile.Read(ref _process);

    internal void Start()
    {
        _journal.InitializationType = _pool.InitializationType;
        if (_bound is not null)
        {
            _journal.IsRepeated = true;
            _journal.Begin(_bound);
        }

        _alarm.Set(_bound is null ? _pool.Engine.Options.InitTimeout : _revision.Timeout);

        var command = FunctionEnvironment.Command(_revision, _journal.Log.Stream.Stream, _journal.InitializationType, _pool.Engine.Options);
        if (command.Arguments.Count == 0)
        {
            command = command with { Arguments = [""] };
        }

        if (!_pool.Engine.Runner.Start(_revision.Image, command, _revision.MemoryMegabytes, _journal.Log, new SandboxCallbacks(OnStarted, OnFailed, OnExited)))
        {
            OnFailed("the server is stopping");
        }
    }

    /// <summary>Every external extension has registered: the function may start.</summary>
    internal void StartRuntime()
    {
        lock (_gate)
        {
            if (_killed || _shutdown is not null)
            {
                return;
            }

            _runtimeRuns = true;
        }

        _process!.StartRuntime();
    }

    /// <summary>Takes an invocation from the pool; false when the sandbox ended meanwhile.</summary>
    internal bool Run(Invocation invocation) => _session.Run(invocation);

    /// <summary>Stops everything inside until the next invocation; false when there is one already, or telemetry to deliver first.</summary>
    internal bool TryFreeze(long idleSince, bool isLate) => _session.TryFreeze(idleSince, isLate);

    internal bool IsFrozen => _session.IsFrozen;

    /// <summary>Ends a sandbox that has no invocation; false when it has one.</summary>
    internal bool TryEnd()
    {
        if (!_session.TryEnd())
        {
            return false;
        }

        if (_session.TakeUnfinished() is { } unfinished)
        {
            _journal.Report(unfinished.RequestId, Process, unfinished.Status);
        }

        End("spindown");
        return true;
    }

    /// <summary>Ends it whatever it does: the server stops.</summary>
    internal void Kill()
    {
        lock (_gate)
        {
            _killed = true;
            _process?.Kill();
        }
    }

    private void OnStarted(ISandboxProcess process)
    {
        bool ended;
        var isStaged = process.Extensions.Count > 0;
        lock (_gate)
        {
            _process = process;
            (ended, _runtimeRuns) = (_killed, !isStaged);
        }

        if (isStaged)
        {
            _session.Expect(process.Extensions);
        }

        process.Watch();
        new RuntimeListener(process, _session, _pool.Engine.Held, _pool.Engine.Links).Run();
        if (process.ServerListener is { } listener)
        {
            _ = new EndpointListener(listener, _pool.Engine.Options.Server!).RunAsync();
        }

        if (ended)
        {
            process.Kill();
        }
        else if (process.Extensions.Count > ExtensionSession.MostExtensions)
        {
            Break(requestId => FunctionFailure.OfExtension("Extension.LaunchError", requestId, $"there are more than {ExtensionSession.MostExtensions} extensions"));
            Kill();
        }
        else if (isStaged)
        {
            process.StartExtensions(new StagedCallbacks(OnExtensionExited, OnRuntimeExited, OnLaunchFailed));
        }
    }

    private void OnFailed(string reason)
    {
        _ = _session.End();
        _alarm.End();
        _pool.Engine.ReportStartFailure(_revision, reason);
        var waiting = _pool.Gone(this);
        if ((_bound ?? waiting) is { } invocation)
        {
            Complete(invocation, InvocationOutcome.Unavailable);
        }
    }

    private void OnLaunchFailed(string reason)
    {
        _pool.Engine.ReportStartFailure(_revision, reason);
        Break(requestId => FunctionFailure.OfExtension("Extension.LaunchError", requestId, reason));
        Kill();
    }

    /// <summary>All of it is gone.</summary>
    private void OnExited(ExitStatus status)
    {
        Break(requestId => FailureOf(requestId, status, _process?.Output.Complaint));
        _alarm.End();
        _shutdown?.End();
        _journal.Log.Telemetry?.Dispose();
        _pool.Engine.Ended(this);
    }

    /// <summary>The function's process is gone, and extensions are still there.</summary>
    private void OnRuntimeExited(ExitStatus status, string? complaint)
    {
        lock (_gate)
        {
            _runtimeRuns = false;
        }

        Break(requestId => FailureOf(requestId, status, complaint));
        End("failure");
        _shutdown?.RuntimeExited();
    }

    private void OnExtensionExited(string name, ExitStatus status, string? complaint)
    {
        var reported = _session.Extensions!.Exited(name);
        Break(requestId => FunctionFailure.FromComplaint(requestId, complaint, "Extension.LaunchError")
            ?? FunctionFailure.OfExtension(reported ?? "Extension.Crash", requestId, status.Words));
        End("failure");
        _shutdown?.ExtensionExited();
    }

    private FunctionFailure FailureOf(string requestId, ExitStatus status, string? complaint) =>
        _session.Extensions?.ReportedFailure is { } reported ? FunctionFailure.OfExtension(reported, requestId, status.Words)
        : _session.InitFailure ?? _session.GarbledStream ?? FunctionFailure.FromComplaint(requestId, complaint) ?? FunctionFailure.Exited(requestId, status);

    /// <summary>Something in the sandbox ended by itself. What that means for the invocation that it had or was started for.</summary>
    private void Break(Func<string, FunctionFailure> cause)
    {
        var (before, current) = _session.End();
        if (before == RuntimeState.Ended)
        {
            _pool.Gone(this, takeWaiting: false);
            return;
        }

        var starting = before is RuntimeState.Started or RuntimeState.InitError;
        current = starting ? _bound : current;
        if (_session.TakeUnfinished() is { } unfinished)
        {
            _journal.Report(unfinished.RequestId, _process, $"error\tError Type: {cause(unfinished.RequestId).ErrorType}");
        }

        var failure = cause(current?.RequestId ?? "");
        if (starting)
        {
            _journal.InitFailed($"error\tError Type: {failure.ErrorType}");
            if (_bound is null)
            {
                _pool.InitFailed(this);
                return;
            }
        }

        _pool.Gone(this, takeWaiting: false);
        if (current is not null)
        {
            Fail(current, failure);
        }
    }

    private void OnAlarm()
    {
        var (before, current) = _session.Expire();
        if (before == RuntimeState.Ended)
        {
            return;
        }

        if (before == RuntimeState.InitError)
        {
            // The exit that this brings about fails the invocation with the runtime's own report.
            _process?.KillRuntime();
            return;
        }

        _process?.Output.Drain(settle: true);
        if (_session.TakeUnfinished() is { } unfinished)
        {
            _journal.TimedOut(unfinished.RequestId, _process);
        }

        var starting = before == RuntimeState.Started;
        current = starting ? _bound : current;
        if (starting)
        {
            _journal.InitFailed("timeout");
        }

        if (starting && current is null)
        {
            // Before the end: the exit that it brings about must find nothing left to do.
            _pool.InitFailed(this);
        }
        else
        {
            _pool.Gone(this);
        }

        // While its invocation waits, a failed extension is told apart from one that is only slow.
        var reported = _session.Extensions?.ReportedFailure;
        End(reported is null ? "timeout" : "failure");
        if (current is not null)
        {
            Fail(current, reported is null ? _session.BrokenStream ?? FunctionFailure.TimedOut(current.RequestId, _revision.Timeout) : FunctionFailure.OfExtension(reported, current.RequestId, ExitStatus.Unknown.Words));
        }
    }

    /// <summary>The conversation is over. Ends the sandbox, with time for its extensions where it has any.</summary>
    private void End(string reason)
    {
        ShutdownPhase phase;
        bool runtimeRuns;
        lock (_gate)
        {
            if (_shutdown is not null)
            {
                return;
            }

            var extensions = _session.Extensions;
            if (_killed || _process is null || extensions is not { Any: true } || !_pool.Engine.TryLinger(this))
            {
                Kill();
                return;
            }

            runtimeRuns = _runtimeRuns;
            _shutdown = phase = new ShutdownPhase(_process, extensions, reason, _pool.Engine.Time);
        }

        // It may have been stopped since its last invocation.
        _session.Thaw();
        _journal.Log.Telemetry?.Flush();
        phase.Begin(runtimeRuns);
    }

    private void Fail(Invocation invocation, FunctionFailure failure)
    {
        _journal.Fail(invocation, failure, _process);
        if (_session.IsStreaming)
        {
            _ = CompleteStreamedAsync(invocation);
        }
        else
        {
            Complete(invocation, InvocationOutcome.FunctionError);
        }
    }

    private async Task CompleteStreamedAsync(Invocation invocation)
    {
        await _session.DrainStreamAsync();
        Complete(invocation, InvocationOutcome.FunctionError);
    }

    // The caller goes on inside Complete, and the calling thread looks after every other sandbox.
    internal static void Complete(Invocation invocation, InvocationOutcome outcome) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.invocation.Complete(work.outcome), (invocation, outcome), preferLocal: false);
}
