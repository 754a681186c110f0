using Gatehouse.Core;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Relay;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Pool;

/// <summary>One sandbox from its start to its end: the conversation with its runtime, its invocation, its limits in time.</summary>
internal sealed class FunctionSandbox
{
    // A runtime that reported a failed start exits by itself; one that does not is not waited for.
    private static readonly TimeSpan InitErrorGrace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly FunctionPool _pool;
    private readonly FunctionRevision _revision;
    private readonly Alarm _alarm;
    private readonly InvocationJournal _journal;
    private readonly Invocation? _bound;
    private SandboxProcess? _process;
    private RuntimeConnection? _poller;
    private RuntimeState _state;
    private Invocation? _current;
    private FunctionFailure? _initFailure;
    private long _serial;
    private bool _delivered;
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
    }

    /// <summary>The pool's own note about this sandbox, like the two times below under the pool's lock.</summary>
    internal SandboxPhase Phase { get; set; }

    internal long IdleSince { get; set; }

    internal long BusySince { get; set; }

    internal InvocationJournal Journal => _journal;
    internal string FunctionArn => _revision.FunctionArn;

    internal bool HasPoller => Volatile.Read(ref _poller) is not null;

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
    internal bool Run(Invocation invocation)
    {
        RuntimeConnection? poller;
        lock (_gate)
        {
            if (!Begin(invocation))
            {
                return false;
            }

            (poller, _poller) = (_poller, null);
            _delivered = poller is not null;
        }

        poller?.Deliver(invocation, _journal.Deadline);
        return true;
    }

    /// <summary>The runtime asks for work. Null means it was taken in: with an invocation now, or parked until there is one.</summary>
    internal byte[]? Poll(RuntimeConnection connection, out Invocation? invocation, out DateTimeOffset deadline)
    {
        (invocation, deadline) = (null, default);
        lock (_gate)
        {
            switch (_state)
            {
                case RuntimeState.Running when !_delivered:
                    // The event waited for a runtime that had hung up and now polls again.
                    _delivered = true;
                    (invocation, deadline) = (_current, _journal.Deadline);
                    return null;
                case RuntimeState.Started:
                    if (_bound is null)
                    {
                        _journal.Initialized();
                        _alarm.Clear();
                    }

                    break;
                case RuntimeState.Ready:
                    _poller = connection;
                    return null;
                case RuntimeState.RuntimeResponseSentState:
                    break;
                default:
                    return RuntimeReplies.InvalidTransition(_state, RuntimeTransition.Ready);
            }

            _state = RuntimeState.Ready;
            _poller = connection;
        }

        // Outside the lock: a pool holds its own lock while it looks at its sandboxes.
        invocation = _bound is not null && _serial == 0 ? _bound : _pool.TakeOrIdle(this);
        if (invocation is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (Begin(invocation))
            {
                _poller = null;
                _delivered = true;
                deadline = _journal.Deadline;
                return null;
            }
        }

        // Killed between the two locks: the invocation goes to another sandbox, unless its own time is what ran out.
        if (invocation != _bound)
        {
            _pool.Redispatch(invocation);
        }

        invocation = null;
        return RuntimeReplies.InvalidTransition(RuntimeState.Ended, RuntimeTransition.Ready);
    }

    /// <summary>A number for the running invocation if the id is its id, else zero.</summary>
    internal long Claim(ReadOnlySpan<byte> requestId)
    {
        lock (_gate)
        {
            return _current is { } current && System.Text.Ascii.Equals(requestId, current.RequestId) ? _serial : 0;
        }
    }

    /// <summary>The runtime's answer, or its error. Returns what it is told; <paramref name="answered"/> is for the connection to complete.</summary>
    internal byte[] Answer(long claim, in RequestHead head, bool tooLarge, ref PooledBuffer body, out Invocation? answered, out InvocationOutcome outcome)
    {
        var failed = head.Call == RuntimeCall.Error;
        (answered, outcome) = (null, failed || tooLarge ? InvocationOutcome.FunctionError : InvocationOutcome.Replied);
        lock (_gate)
        {
            if (_state is not (RuntimeState.Running or RuntimeState.Ready))
            {
                return RuntimeReplies.InvalidTransition(_state, failed ? RuntimeTransition.InvocationErrorResponse : RuntimeTransition.InvocationResponse);
            }

            if (claim == 0 || claim != _serial || _state != RuntimeState.Running)
            {
                return RuntimeReplies.InvalidRequestId;
            }

            (answered, _current) = (_current!, null);
            _state = RuntimeState.RuntimeResponseSentState;
            _alarm.Clear();
        }

        var status = answered.TakeAnswer(ref body, failed, tooLarge, head.ErrorType);
        _journal.End(answered, _process, status);
        _pool.Answered(this);
        return tooLarge ? RuntimeReplies.TooLarge : RuntimeReplies.Accepted;
    }

    internal byte[] FailInit(in RequestHead head, PooledBuffer body)
    {
        lock (_gate)
        {
            if (_state != RuntimeState.Started)
            {
                return RuntimeReplies.InvalidTransition(_state, RuntimeTransition.InitError);
            }

            _state = RuntimeState.InitError;
            _initFailure = new FunctionFailure(FunctionFailure.RecordedType(head.ErrorType), body.WrittenSpan.ToArray());
            _alarm.Set(InitErrorGrace);
            return RuntimeReplies.Accepted;
        }
    }

    internal void Closed(RuntimeConnection connection)
    {
        lock (_gate)
        {
            if (_poller == connection)
            {
                _poller = null;
            }
        }
    }

    /// <summary>Ends a sandbox that has no invocation; false when it has one.</summary>
    internal bool TryEnd()
    {
        lock (_gate)
        {
            if (_current is not null)
            {
                return false;
            }

            _state = RuntimeState.Ended;
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

    private bool Begin(Invocation invocation)
    {
        if (_state != RuntimeState.Ready)
        {
            return false;
        }

        _state = RuntimeState.Running;
        _current = invocation;
        _serial++;
        if (invocation == _bound)
        {
            // Its time has been running since the sandbox started.
            return true;
        }

        _journal.Begin(invocation);
        _alarm.Set(_revision.Timeout);
        return true;
    }

    private void OnStarted(SandboxProcess process)
    {
        bool ended;
        lock (_gate)
        {
            _process = process;
            ended = _killed;
        }

        process.Watch();
        _ = new RuntimeListener(process.RuntimeListener, this, _pool.Engine.Held).RunAsync();
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
        lock (_gate)
        {
            _state = RuntimeState.Ended;
        }

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
        RuntimeState before;
        Invocation? current;
        lock (_gate)
        {
            (before, _state) = (_state, RuntimeState.Ended);
            (current, _current) = (_current, null);
        }

        _alarm.End();
        var starting = before is RuntimeState.Started or RuntimeState.InitError;
        var waiting = _pool.Gone(this, takeWaiting: starting);
        if (before == RuntimeState.Ended)
        {
            return;
        }

        if (starting)
        {
            current = _bound ?? waiting;
        }

        var failure = _initFailure ?? FunctionFailure.FromComplaint(current?.RequestId ?? "", _process?.Output.Complaint) ?? FunctionFailure.Exited(current?.RequestId ?? "", status);
        if (starting)
        {
            _journal.InitFailed(withinInvocation: _bound is not null, $"error\tError Type: {failure.ErrorType}");
        }

        if (current is not null)
        {
            if (starting && _bound is null)
            {
                _journal.Begin(current);
            }

            Fail(current, failure);
        }
    }

    private void OnAlarm()
    {
        Invocation? current;
        RuntimeState before;
        lock (_gate)
        {
            (before, current) = (_state, _current);
            // It may ring for an invocation that was answered a moment ago, with the next one already begun.
            var early = before == RuntimeState.Running && !_journal.IsDue;
            if (early || before is not (RuntimeState.Started or RuntimeState.InitError or RuntimeState.Running))
            {
                return;
            }

            if (before == RuntimeState.InitError)
            {
                // The exit that this brings about fails the invocation with the runtime's own report.
                _killed = true;
                _process?.Kill();
                return;
            }

            _current = null;
            _state = RuntimeState.Ended;
        }

        _process?.Output.Drain(settle: true);
        if (before == RuntimeState.Started)
        {
            _journal.InitFailed(withinInvocation: _bound is not null, "timeout");
            if (_bound is null)
            {
                // Before the kill: the exit that it brings about must find nothing left to do.
                _pool.InitTimedOut(this);
                Kill();
                return;
            }

            current = _bound;
        }

        _pool.Gone(this);
        Kill();
        Fail(current!, FunctionFailure.TimedOut(current!.RequestId, _revision.Timeout));
    }

    private void Fail(Invocation invocation, FunctionFailure failure)
    {
        _journal.Fail(invocation, failure, _process);
        Complete(invocation, InvocationOutcome.FunctionError);
    }

    // The caller goes on inside Complete, and the calling thread looks after every other sandbox.
    private static void Complete(Invocation invocation, InvocationOutcome outcome) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.invocation.Complete(work.outcome), (invocation, outcome), preferLocal: false);
}
