using System.Net.Sockets;
using Gatehouse.Core;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Relay;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// One sandbox of a function from its start to its end: the conversation with its runtime, the invocation it has,
/// its limits in time.
/// </summary>
internal sealed class FunctionSandbox
{
    // Runtimes keep one or two connections; a function that opens more talks to nobody useful.
    private const int MostConnections = 64;

    // A runtime that reported a failed start exits by itself; one that does not is not waited for.
    private static readonly TimeSpan InitErrorGrace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly FunctionPool _pool;
    private readonly FunctionRevision _revision;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly SandboxLog _log;
    private readonly long _born;
    private readonly Invocation? _bound;
    private SandboxProcess? _process;
    private RuntimeConnection? _poller;
    private RuntimeState _state;
    private Invocation? _current;
    private FunctionFailure? _initFailure;
    private TimeSpan? _initialization;
    private DateTimeOffset _deadline;
    private long _runStart;
    private long _serial;
    private int _connections;
    private bool _delivered;
    private bool _killed;

    /// <param name="bound">An invocation whose first sandbox took too long to start: its own time limit now covers the start too.</param>
    internal FunctionSandbox(FunctionPool pool, Invocation? bound)
    {
        (_pool, _revision, _time, _bound) = (pool, pool.Revision, pool.Engine.Time, bound);
        _alarm = new Alarm(_time, OnAlarm);
        var stream = $"{_time.GetUtcNow():yyyy/MM/dd}/[{_revision.Version}]{Ids.Hex(32)}";
        _log = new SandboxLog(pool.Engine.Logs, new LogStreamName(_revision.Account, _revision.Region, _revision.LogGroup, stream), _time);
        _born = _time.GetTimestamp();
    }

    /// <summary>The pool's own note about this sandbox, under the pool's lock.</summary>
    internal SandboxPhase Phase { get; set; }

    /// <summary>When the last invocation ended, under the pool's lock.</summary>
    internal long IdleSince { get; set; }

    internal string FunctionArn => _revision.FunctionArn;

    internal void Start()
    {
        if (_bound is not null)
        {
            Announce(_bound);
        }

        _alarm.Set(_bound is null ? _pool.Engine.Options.InitTimeout : _revision.Timeout);

        var command = FunctionEnvironment.Command(_revision, _log.Stream.Stream, _pool.Engine.Options);
        if (command.Arguments.Count == 0)
        {
            command = command with { Arguments = [""] };
        }

        if (!_pool.Engine.Runner.Start(_revision.Image, command, _revision.MemoryMegabytes, _log, new SandboxCallbacks(OnStarted, OnFailed, OnExited)))
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

        poller?.Deliver(invocation, _deadline);
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
                    (invocation, deadline) = (_current, _deadline);
                    return null;
                case RuntimeState.Started:
                    _initialization = _time.GetElapsedTime(_born);
                    if (_bound is null)
                    {
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
                deadline = _deadline;
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

        string? status = null;
        if (tooLarge)
        {
            answered.Fail(FunctionFailure.ReplyTooLarge.ErrorType, FunctionFailure.ReplyTooLarge.Payload.Span);
        }
        else
        {
            body = answered.ExchangeReply(body);
            if (failed)
            {
                answered.Fail(FunctionFailure.RecordedType(head.ErrorType), default);
            }
        }

        if (failed || tooLarge)
        {
            status = $"error\tError Type: {answered.ErrorType}";
        }

        Report(answered, status);
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
        Interlocked.Decrement(ref _connections);
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

            End();
            return true;
        }
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

        Announce(invocation);
        _alarm.Set(_revision.Timeout);
        return true;
    }

    private void Announce(Invocation invocation)
    {
        _runStart = _time.GetTimestamp();
        _deadline = _time.GetUtcNow() + _revision.Timeout;
        _log.Follow(invocation.Tail);
        _log.Write(PlatformLines.Start(invocation.RequestId, _revision.Version));
    }

    private void Report(Invocation invocation, string? status)
    {
        var duration = _time.GetElapsedTime(_runStart);
        _process?.Output.Drain(settle: true);
        var initialization = _serial == 1 && _bound is null ? _initialization : null;
        var used = Math.Min(_revision.MemoryMegabytes, ((_process?.PeakBytes() ?? 0) + (1 << 20) - 1) >> 20);
        _log.Write(PlatformLines.End(invocation.RequestId));
        _log.Write(PlatformLines.Report(invocation.RequestId, duration, initialization, _revision.MemoryMegabytes, used, status));
        _log.Follow(null);
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
        _ = AcceptAsync(process.RuntimeListener);
        if (process.ServerListener is { } listener)
        {
            _ = new EndpointRelay(listener, _pool.Engine.Options.ServerEndpoint!).RunAsync();
        }

        if (ended)
        {
            process.Kill();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                if (Interlocked.Increment(ref _connections) > MostConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    socket.Dispose();
                    continue;
                }

                _ = new RuntimeConnection(socket, this).RunAsync();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The sandbox ended and its listener with it.
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
            Fail(invocation, null, InvocationOutcome.Unavailable);
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
            _log.Write(PlatformLines.InitReport(_time.GetElapsedTime(_born), _bound is null ? "init" : "invoke", $"error\tError Type: {failure.ErrorType}"));
        }

        if (current is not null)
        {
            if (starting && _bound is null)
            {
                Announce(current);
            }

            Fail(current, failure, InvocationOutcome.FunctionError);
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
            var early = before == RuntimeState.Running && _time.GetElapsedTime(_runStart) < _revision.Timeout;
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
            End();
        }

        _process?.Output.Drain(settle: true);
        if (before == RuntimeState.Started)
        {
            _log.Write(PlatformLines.InitReport(_time.GetElapsedTime(_born), _bound is null ? "init" : "invoke", "timeout"));
            if (_bound is null)
            {
                _pool.InitTimedOut(this);
                return;
            }

            current = _bound;
        }

        _pool.Gone(this);
        _log.Write(PlatformLines.TimedOut(_time.GetUtcNow(), current!.RequestId, _revision.Timeout));
        Fail(current, FunctionFailure.TimedOut(current.RequestId, _revision.Timeout), InvocationOutcome.FunctionError);
    }

    private void End()
    {
        _state = RuntimeState.Ended;
        _killed = true;
        _process?.Kill();
    }

    private void Fail(Invocation invocation, FunctionFailure? failure, InvocationOutcome outcome)
    {
        if (failure is { } known)
        {
            invocation.Fail(known.ErrorType, known.Payload.Span);
            var timedOut = known.ErrorType == "Sandbox.Timedout";
            if (!timedOut && known.Message is { } message)
            {
                _log.Write(PlatformLines.Crashed(invocation.RequestId, message, known.ErrorType));
            }

            Report(invocation, timedOut ? "timeout" : $"error\tError Type: {known.ErrorType}");
        }

        // The caller goes on inside Complete, and this thread looks after every other sandbox.
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.invocation.Complete(work.outcome), (invocation, outcome), preferLocal: false);
    }
}
