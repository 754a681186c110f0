using Gatehouse.Sandbox.RuntimeApi;

namespace Gatehouse.Sandbox.Pool;

/// <summary>Answers that come piece by piece.</summary>
internal sealed partial class RuntimeSession
{
    // A stream breaks off most of all because its process ends, and then that is what is to be told.
    private static readonly TimeSpan BrokenGrace = TimeSpan.FromMilliseconds(200);

    // What a process wrote before it ended is on its way still. A caller who is slow to take it gets no more than this.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(200);

    private TaskCompletionSource? _open;

    /// <summary>Whether a streamed answer is being read from a runtime.</summary>
    internal bool IsStreaming => _open is { Task.IsCompleted: false };

    /// <summary>Why a streamed answer can have no good end any more.</summary>
    internal FunctionFailure? BrokenStream { get; private set; }

    /// <summary>The same where the runtime's bytes are to blame: that its process then ends is no news.</summary>
    internal FunctionFailure? GarbledStream { get; private set; }

    /// <summary>The runtime begins to stream its answer. Returns the refusal, if it may not.</summary>
    /// <param name="stream">Who wants the pieces; null where the caller waits for the whole.</param>
    internal byte[]? BeginStream(long claim, out ReplyStream? stream)
    {
        stream = null;
        lock (_gate)
        {
            if (_state is not (RuntimeState.Running or RuntimeState.Ready))
            {
                return RuntimeReplies.InvalidTransition(_state, RuntimeTransition.InvocationResponse);
            }

            if (claim == 0 || claim != _serial || _state != RuntimeState.Running)
            {
                return RuntimeReplies.InvalidRequestId;
            }

            _state = RuntimeState.InvocationResponse;
            stream = _current!.Options.Stream;
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return null;
        }
    }

    /// <summary>Nothing more comes of the streamed answer, however it ended.</summary>
    internal void CloseStream() => _open?.TrySetResult();

    /// <summary>Waits, not for long, until all that came of a streamed answer was passed on.</summary>
    internal Task DrainStreamAsync() => Task.WhenAny(_open?.Task ?? Task.CompletedTask, Task.Delay(DrainLimit, pool.Engine.Time));

    /// <summary>The streamed answer is whole, or too large to be. Returns what the runtime is told.</summary>
    internal byte[] EndStream(long claim, bool tooLarge, in StreamTrailers trailers, ref PooledBuffer body, out Invocation? answered, out InvocationOutcome outcome)
    {
        (answered, outcome) = (null, InvocationOutcome.Replied);
        lock (_gate)
        {
            if (claim != _serial || _state != RuntimeState.InvocationResponse)
            {
                return RuntimeReplies.InvalidTransition(_state, RuntimeTransition.InvocationResponse);
            }

            (answered, _current) = (_current!, null);
            _state = RuntimeState.RuntimeResponseSentState;
            if (_extensions is null)
            {
                alarm.Clear();
            }
        }

        var produced = body.Length;
        var status = answered.TakeStreamed(ref body, tooLarge, trailers);
        outcome = status is null ? InvocationOutcome.Replied : InvocationOutcome.FunctionError;
        Conclude(answered, status, produced);
        return tooLarge ? RuntimeReplies.StreamTooLarge : RuntimeReplies.Accepted;
    }

    /// <summary>The connection ended within the answer, or what came on it made no sense: no second try, its caller has the beginning.</summary>
    internal void BreakStream(long claim, bool garbled)
    {
        lock (_gate)
        {
            if (claim == _serial && _state == RuntimeState.InvocationResponse)
            {
                BrokenStream = FunctionFailure.StreamBroken(_current!.RequestId);
                GarbledStream = garbled ? BrokenStream : null;
                alarm.Set(BrokenGrace);
            }
        }
    }
}
