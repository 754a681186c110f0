using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Telemetry;

namespace Gatehouse.Sandbox.Pool;

/// <summary>Where extensions have a say: when the start is over, and when the next invocation may come.</summary>
internal sealed partial class RuntimeSession
{
    private ExtensionSession? _extensions;
    private AnsweredInvocation? _unfinished;
    private bool _isBack;
    private bool _isFailing;

    /// <summary>Null for nearly every function.</summary>
    internal ExtensionSession? Extensions => Volatile.Read(ref _extensions);

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

    /// <summary>The answer is there. Without extensions that is the end of the invocation.</summary>
    private void Conclude(Invocation answered, string? status, long producedBytes)
    {
        if (Extensions is null)
        {
            journal.End(answered, sandbox.Process, status);
            pool.Answered(sandbox);
            return;
        }

        journal.Answered(answered, sandbox.Process);
        lock (_gate)
        {
            _unfinished = new AnsweredInvocation(answered.RequestId, status, producedBytes);
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
}
