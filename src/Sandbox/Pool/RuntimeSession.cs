using Gatehouse.Sandbox.RuntimeApi;

namespace Gatehouse.Sandbox.Pool;

/// <summary>The conversation with one sandbox's runtime: what it may say next, and the invocation that it has.</summary>
/// <param name="bound">An invocation whose first sandbox took too long to start: its own time limit now covers the start too.</param>
internal sealed partial class RuntimeSession(FunctionSandbox sandbox, FunctionPool pool, InvocationJournal journal, Alarm alarm, Invocation? bound)
{
    // A runtime that reported a failed start exits by itself; one that does not is not waited for.
    private static readonly TimeSpan InitErrorGrace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private RuntimeConnection? _poller;
    private RuntimeState _state;
    private Invocation? _current;
    private long _serial;
    private bool _delivered;
    private bool _isFrozen;

    internal string FunctionArn => pool.Revision.FunctionArn;

    internal bool IsFrozen => Volatile.Read(ref _isFrozen);

    internal bool HasPoller => Volatile.Read(ref _poller) is not null;

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
                case RuntimeState.InvocationResponse when BrokenStream is not null:
                    // Its end is on the way, and should not look like one that this refusal brought about.
                    return null;
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

    /// <summary>
    /// Stops everything inside, when the runtime has nothing to do and has been sent all that we had for it, and subscribers to
    /// telemetry have what there was for them, unless they are late.
    /// </summary>
    internal bool TryFreeze(long idleSince, bool isLate)
    {
        lock (_gate)
        {
            if (_state != RuntimeState.Ready || _poller?.IsQuiet == false)
            {
                return false;
            }

            // Inside the lock: an invocation that comes meanwhile finds it stopped, and lets it go on.
            var telemetry = journal.Log.Telemetry;
            if (telemetry is not null && !telemetry.TryRest(idleSince, isLate))
            {
                return false;
            }

            _isFrozen = sandbox.Process!.Freeze();
            if (!_isFrozen)
            {
                telemetry?.Resume();
            }

            return _isFrozen;
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
                journal.Log.Telemetry?.Resume();
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
        Conclude(answered, status, produced);
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
            var working = _state is RuntimeState.Running or RuntimeState.InvocationResponse || _unfinished is not null;
            if (_isFailing)
            {
                return _state == RuntimeState.Ended ? (_state, null) : End();
            }

            if ((working && BrokenStream is null && !journal.IsDue) || !(working || _state is RuntimeState.Started or RuntimeState.InitError))
            {
                return (RuntimeState.Ended, null);
            }

            return _state == RuntimeState.InitError ? (_state, null) : End();
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
