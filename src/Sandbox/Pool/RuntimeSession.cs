using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Telemetry;

namespace Gatehouse.Sandbox.Pool;

/// <summary>The conversation with one sandbox's runtime: what it may say next, and the invocation that it has.</summary>
/// <param name="bound">An invocation whose first sandbox took too long to start: its own time limit now covers the start too.</param>
internal sealed class RuntimeSession(FunctionSandbox sandbox, FunctionPool pool, InvocationJournal journal, Alarm alarm, Invocation? bound)
{
    // A runtime that reported a failed start exits by itself; one that does not is not waited for.
    private static readonly TimeSpan InitErrorGrace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private RuntimeConnection? _poller;
    private RuntimeState _state;
    private Invocation? _current;
    private ExtensionSession? _extensions;
    private AnsweredInvocation? _unfinished;
    private long _serial;
    private bool _delivered;
    private bool _isBack;
    private bool _isFailing;
    private bool _isFrozen;

    internal string FunctionArn => pool.Revision.FunctionArn;

    internal bool HasPoller => Volatile.Read(ref _poller) is not null;

    /// <summary>Null for nearly every function.</summary>
    internal ExtensionSession? Extensions => Volatile.Read(ref _extensions);

    /// <summary>What the runtime itself reported about its start.</summary>
    internal FunctionFailure? InitFailure { get; private set; }

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
            Thaw();
        }

        Extensions?.Invoke(invocation, journal.Deadline);
        poller?.Deliver(invocation, journal.Deadline);
        return true;
    }

    /// <summary>The runtime asks for work. Null means it was taken in: with an invocation now, or parked until there is one.</summary>
    internal byte[]? Poll(RuntimeConnection connection, out Invocation? invocation, out DateTimeOffset deadline)
    {
        (invocation, deadline) = (null, default);
        if (Extensions is not null && TryReturn(connection))
        {
            return null;
        }

        lock (_gate)
        {
            switch (_state)
            {
                case RuntimeState.Running when !_delivered:
                    // The event waited for a runtime that had hung up and now polls again.
                    _delivered = true;
                    (invocation, deadline) = (_current, journal.Deadline);
                    return null;
                case RuntimeState.Started:
                    if (bound is null)
                    {
                        journal.Initialized();
                        alarm.Clear();
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
        invocation = bound is not null && _serial == 0 ? bound : pool.TakeOrIdle(sandbox);
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
                deadline = journal.Deadline;
                return null;
            }
        }

        // Killed between the two locks: the invocation goes to another sandbox, unless its own time is what ran out.
        if (invocation != bound)
        {
            pool.Redispatch(invocation);
        }

        invocation = null;
        return RuntimeReplies.InvalidTransition(RuntimeState.Ended, RuntimeTransition.Ready);
    }

    /// <summary>Stops everything inside, when the runtime has nothing to do and has been sent all that we had for it.</summary>
    internal bool TryFreeze()
    {
        lock (_gate)
        {
            // Inside the lock: an invocation that comes meanwhile finds it stopped, and lets it go on.
            return _isFrozen = _state == RuntimeState.Ready && _poller?.IsQuiet != false && sandbox.Process!.Freeze();
        }
    }

    /// <summary>Lets what was stopped go on.</summary>
    internal void Thaw()
    {
        lock (_gate)
        {
            if (_isFrozen)
            {
                _isFrozen = false;
                sandbox.Process!.Thaw();
            }
        }
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
            if (_extensions is null)
            {
                alarm.Clear();
            }
        }

        var produced = body.Length;
        var status = answered.TakeAnswer(ref body, failed, tooLarge, head.ErrorType);
        if (Extensions is null)
        {
            journal.End(answered, sandbox.Process, status);
            pool.Answered(sandbox);
        }
        else
        {
            journal.Answered(answered);
            AwaitExtensions(new AnsweredInvocation(answered.RequestId, status, produced));
        }

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
            InitFailure = new FunctionFailure(FunctionFailure.RecordedType(head.ErrorType), body.WrittenSpan.ToArray());
            alarm.Set(InitErrorGrace);
            return RuntimeReplies.Accepted;
        }
    }

    /// <summary>A call of an extension. Null means that its connection is parked until there is an event.</summary>
    internal byte[]? ServeExtension(RuntimeConnection connection, in RequestHead head, PooledBuffer body)
    {
        var extensions = OpenExtensions();
        return head.Call switch
        {
            RuntimeCall.ExtensionRegister => extensions.Register(head.Extension, body.Written),
            RuntimeCall.ExtensionNext => extensions.Next(head.Extension, connection),
            RuntimeCall.ExtensionInitError => extensions.Fail(head.Extension, ExtensionState.InitError),
            RuntimeCall.ExtensionExitError => extensions.Fail(head.Extension, ExtensionState.ExitError),
            _ => TelemetryApi.Subscribe(extensions, journal, sandbox.Process, head.Extension, body.Written, isLogs: head.Call == RuntimeCall.Logs),
        };
    }

    /// <summary>External extensions will start, and the runtime after them.</summary>
    internal void Expect(IReadOnlyList<string> extensions) => OpenExtensions().Expect(extensions);

    internal void Closed(RuntimeConnection connection)
    {
        Extensions?.Closed(connection);
        lock (_gate)
        {
            if (_poller == connection)
            {
                _poller = null;
            }
        }
    }

    /// <summary>Ends the conversation if there is no invocation; false when there is one.</summary>
    internal bool TryEnd()
    {
        lock (_gate)
        {
            if (_current is not null)
            {
                return false;
            }

            _state = RuntimeState.Ended;
            return true;
        }
    }

    /// <summary>An invocation whose caller is served and for which extensions still work; null from then on.</summary>
    internal AnsweredInvocation? TakeUnfinished()
    {
        lock (_gate)
        {
            var unfinished = _unfinished;
            _unfinished = null;
            return unfinished;
        }
    }

    /// <summary>Ends the conversation wherever it was; what was going on is then the caller's to settle.</summary>
    internal (RuntimeState Before, Invocation? Current) End()
    {
        lock (_gate)
        {
            var left = (_state, _current);
            (_state, _current) = (RuntimeState.Ended, null);
            return left;
        }
    }

    /// <summary>
    /// Ends the conversation because its time is over. <see cref="RuntimeState.Ended"/> when nothing was due;
    /// <see cref="RuntimeState.InitError"/> stays, for the exit to report.
    /// </summary>
    internal (RuntimeState Before, Invocation? Current) Expire()
    {
        lock (_gate)
        {
            // The alarm may ring for an invocation that was answered a moment ago, with the next one already begun.
            var working = _state == RuntimeState.Running || _unfinished is not null;
            if (_isFailing)
            {
                return _state == RuntimeState.Ended ? (_state, null) : End();
            }

            if ((working && !journal.IsDue) || !(working || _state is RuntimeState.Started or RuntimeState.InitError))
            {
                return (RuntimeState.Ended, null);
            }

            return _state == RuntimeState.InitError ? (_state, null) : End();
        }
    }

    private ExtensionSession OpenExtensions()
    {
        lock (_gate)
        {
            if (_extensions is { } known)
            {
                return known;
            }

            var extensions = new ExtensionSession(pool.Revision, journal, pool.Engine.Time) { Settled = GoOn, Complete = sandbox.StartRuntime, Failed = ExpectExit };
            if (_state == RuntimeState.Started)
            {
                Volatile.Write(ref _extensions, extensions);
            }
            else
            {
                // Too late to take part in anything: this one only says so.
                extensions.Close();
            }

            return extensions;
        }
    }

    /// <summary>The runtime asks for work where extensions have a say in when there is some.</summary>
    private bool TryReturn(RuntimeConnection connection)
    {
        AnsweredInvocation? done;
        lock (_gate)
        {
            if (_state is not (RuntimeState.Started or RuntimeState.RuntimeResponseSentState))
            {
                return false;
            }

            _poller = connection;
            if (_isBack)
            {
                return true;
            }

            _isBack = true;
            done = _unfinished;
        }

        if (done is null)
        {
            Extensions!.Close();
            journal.RuntimeInitialized();
        }
        else
        {
            journal.RuntimeDone(done.RequestId, done.Status, done.ProducedBytes);
        }

        GoOn();
        return true;
    }

    private void AwaitExtensions(AnsweredInvocation answered)
    {
        lock (_gate)
        {
            _unfinished = answered;
        }

        pool.Answered(sandbox);
        GoOn();
    }

    /// <summary>Takes the next invocation once the runtime and every extension have asked for it.</summary>
    private void GoOn()
    {
        AnsweredInvocation? done;
        bool first;
        lock (_gate)
        {
            first = _state == RuntimeState.Started;
            if (!_isBack || !(first || _unfinished is not null) || !_extensions!.AreSettled)
            {
                return;
            }

            (done, _unfinished, _isBack) = (_unfinished, null, false);
            _state = RuntimeState.Ready;
            if (bound is null || !first)
            {
                alarm.Clear();
            }
        }

        if (first)
        {
            Extensions!.Announce();
            journal.Initialized();
        }
        else
        {
            journal.Report(done!.RequestId, sandbox.Process, done.Status);
        }

        var invocation = bound is not null && _serial == 0 ? bound : pool.TakeOrIdle(sandbox);
        if (invocation is not null && !Run(invocation) && invocation != bound)
        {
            pool.Redispatch(invocation);
        }
    }

    // Like a runtime's own report of a failed start: the process is about to exit, and if not it is not waited for.
    private void ExpectExit()
    {
        lock (_gate)
        {
            if (_state != RuntimeState.Ended)
            {
                _isFailing = true;
                alarm.Set(InitErrorGrace);
            }
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
        if (invocation == bound)
        {
            // Its time has been running since the sandbox started.
            return true;
        }

        journal.Begin(invocation);
        alarm.Set(pool.Revision.Timeout);
        return true;
    }
}
