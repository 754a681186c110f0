using Gatehouse.Core;
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
        if (_bound is not null)
        {
            _journal.Begin(_bound);
        }

        _alarm.Set(_bound is null ? _pool.Engine.Options.InitTimeout : _revision.Timeout);
        var command = FunctionEnvironment.Command(_revision, _journal.Log.Stream.Stream, _pool.InitializationType, _pool.Engine.Options);
        if (command.Arguments.Count == 0)
        {
            command = command with { Arguments = [""] };
        }

        if (!_pool.Engine.Runner.Start(_revision.Image, command, _revision.MemoryMegabytes, _journal.Log, new SandboxCallbacks(OnStarted, OnFailed, OnExited)))
        {
            OnFailed("the server is stopping");
        }
    }

    /// <summary>Takes an invocation from the pool; false when the sandbox ended meanwhile.</summary>
    internal bool Run(Invocation invocation) => _session.Run(invocation);

    /// <summary>Stops everything inside until the next invocation; false when there is one already.</summary>
    internal bool TryFreeze() => _session.TryFreeze();

    /// <summary>Ends a sandbox that has no invocation; false when it has one.</summary>
    internal bool TryEnd()
    {
        if (!_session.TryEnd())
        {
            return false;
        }

        Kill();
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
        lock (_gate)
        {
            _process = process;
            ended = _killed;
        }

        process.Watch();
        _ = new RuntimeListener(process, _session, _pool.Engine.Held).RunAsync();
        if (process.ServerListener is { } listener)
        {
            _ = new EndpointListener(listener, _pool.Engine.Options.Server!).RunAsync();
        }

        if (ended)
        {
            process.Kill();
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

    private void OnExited(ExitStatus status)
    {
        var (before, current) = _session.End();
        _alarm.End();
        if (before == RuntimeState.Ended)
        {
            _pool.Gone(this, takeWaiting: false);
            return;
        }

        var starting = before is RuntimeState.Started or RuntimeState.InitError;
        current = starting ? _bound : current;
        var requestId = current?.RequestId ?? "";
        var failure = _session.InitFailure ?? _session.GarbledStream ?? FunctionFailure.FromComplaint(requestId, _process?.Output.Complaint) ?? FunctionFailure.Exited(requestId, status);
        if (starting)
        {
            _journal.InitFailed(withinInvocation: _bound is not null, $"error\tError Type: {failure.ErrorType}");
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
            Kill();
            return;
        }

        _process?.Output.Drain(settle: true);
        if (before == RuntimeState.Started)
        {
            _journal.InitFailed(withinInvocation: _bound is not null, "timeout");
            if (_bound is null)
            {
                // Before the kill: the exit that it brings about must find nothing left to do.
                _pool.InitFailed(this);
                Kill();
                return;
            }

            current = _bound;
        }

        _pool.Gone(this);
        Kill();
        Fail(current!, _session.BrokenStream ?? FunctionFailure.TimedOut(current!.RequestId, _revision.Timeout));
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
