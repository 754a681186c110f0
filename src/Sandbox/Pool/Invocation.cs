using System.Buffers;
using System.Threading.Tasks.Sources;
using Gatehouse.Core;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.RuntimeApi;

namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// One event on its way through a sandbox, and its reply. Pooled: two sides hold it, the caller until it disposes and the
/// sandbox until the function is done, and the later one gives it back.
/// </summary>
public sealed class Invocation : IDisposable, IValueTaskSource<InvocationOutcome>
{
    private readonly FunctionPool _pool;
    private readonly PooledBuffer _event = new();
    private readonly TimeProvider _time;
    private readonly Alarm _waitLimit;
    private ManualResetValueTaskSourceCore<InvocationOutcome> _source;
    private CancellationTokenRegistration _aborted;
    private PooledBuffer _reply = new();
    private LogTail? _tail;
    private byte[] _tailBytes = [];
    private InvocationOutcome _outcome;
    private int _holders;
    private int _settled;
    private long _waitUntil;

    internal Invocation(FunctionPool pool, TimeProvider time)
    {
        _pool = pool;
        _time = time;
        _waitLimit = new Alarm(time, OnWaitLimit);
    }

    /// <summary>The event's bytes go here before <see cref="SendAsync"/>; nothing means <c>{}</c>.</summary>
    public IBufferWriter<byte> Event => _event;

    /// <summary>The id in the function's log lines.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>The payload, once the outcome is a reply or a function error and until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Reply => _outcome is InvocationOutcome.Replied or InvocationOutcome.FunctionError ? _reply.Written : default;

    /// <summary>For a function error: the type that the runtime or the platform gave it.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>The end of the log, where the options asked for it.</summary>
    public ReadOnlyMemory<byte> LogTail => _tailBytes;

    internal InvocationOptions Options { get; private set; }

    /// <summary>Whether it waited for its sandbox to start. Set under the pool's lock, before it begins.</summary>
    internal bool IsCold { get; set; }

    /// <summary>What describes the error, from when there is an <see cref="ErrorType"/>.</summary>
    internal ReadOnlyMemory<byte> ErrorPayload => _reply.Written;

    internal ReadOnlySpan<byte> EventBytes => _event.WrittenSpan;

    internal LogTail? Tail => Options.KeepLogTail ? _tail : null;

    /// <summary>Hands the event to a sandbox and waits for the end.</summary>
    public ValueTask<InvocationOutcome> SendAsync(in InvocationOptions options)
    {
        const int mostBytes = 6_291_456;
        Options = options;
        if (_event.Length > mostBytes)
        {
            return new(InvocationOutcome.EventTooLarge);
        }

        if (_event.Length == 0)
        {
            _event.Append("{}"u8);
        }

        if (options.KeepLogTail)
        {
            (_tail ??= new LogTail()).Clear();
        }

        Interlocked.Increment(ref _holders);
        if (options.WaitLimit > TimeSpan.Zero)
        {
            Volatile.Write(ref _waitUntil, _time.GetTimestamp() + (long)(options.WaitLimit.TotalSeconds * _time.TimestampFrequency));
            _waitLimit.Set(options.WaitLimit);
        }

        var result = new ValueTask<InvocationOutcome>(this, _source.Version);
        if (_pool.Accept(this) is { } refused)
        {
            Complete(refused);
        }

        // Last: a token that has fired already completes the call right here.
        if (options.Aborted.CanBeCanceled)
        {
            _aborted = options.Aborted.UnsafeRegister(static state => ((Invocation)state!).Abandon(), this);
        }

        return result;
    }

    public void Dispose()
    {
        // Waits for a callback that is under way, so that none can reach the object's next life.
        _aborted.Dispose();
        _aborted = default;
        Release();
    }

    InvocationOutcome IValueTaskSource<InvocationOutcome>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<InvocationOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<InvocationOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    internal void Begin(string? requestId)
    {
        _event.Clear();
        _reply.Clear();
        _source.Reset();
        _tailBytes = [];
        _outcome = InvocationOutcome.Unavailable;
        _waitUntil = long.MaxValue;
        Options = default;
        _settled = 0;
        _holders = 1;
        ErrorType = null;
        IsCold = false;
        RequestId = requestId ?? Ids.Uuid();
    }

    /// <summary>Takes what the runtime posted, and gives an empty buffer in exchange for the bytes. Returns the status for the log.</summary>
    internal string? TakeAnswer(ref PooledBuffer body, bool failed, bool tooLarge, string? errorType)
    {
        if (tooLarge)
        {
            Fail(FunctionFailure.ReplyTooLarge.ErrorType, FunctionFailure.ReplyTooLarge.Payload.Span);
        }
        else
        {
            (body, _reply) = (_reply, body);
            body.Clear();
            ErrorType = failed ? FunctionFailure.RecordedType(errorType) : null;
        }

        return ErrorType is null ? null : $"error\tError Type: {ErrorType}";
    }

    /// <summary>The same for the end of a streamed reply: a function that broke it off says why in its trailers.</summary>
    internal string? TakeStreamed(ref PooledBuffer body, bool tooLarge, in StreamTrailers trailers)
    {
        if (trailers.ErrorType is not null || trailers.ErrorBody is not null)
        {
            body.Clear();
            body.Append(trailers.ErrorBody);
            return TakeAnswer(ref body, failed: true, tooLarge, trailers.ErrorType);
        }

        return TakeAnswer(ref body, failed: false, tooLarge, null);
    }

    internal void Fail(string errorType, ReadOnlySpan<byte> body)
    {
        ErrorType = errorType;
        if (!body.IsEmpty)
        {
            _reply.Clear();
            _reply.Append(body);
        }
    }

    /// <summary>The sandbox's side is done. The caller may go on inside this call.</summary>
    internal void Complete(InvocationOutcome outcome)
    {
        _waitLimit.Clear();
        if (outcome == InvocationOutcome.Throttled)
        {
            _pool.Figures.Throttled();
        }

        if (Tail is { } tail)
        {
            _tailBytes = tail.ToArray();
        }

        Settle(outcome);
        Release();
    }

    // The alarm may ring for an earlier life of this object; that one's limit is no longer here to have passed.
    private void OnWaitLimit()
    {
        if (_time.GetTimestamp() >= Volatile.Read(ref _waitUntil))
        {
            Abandon();
        }
    }

    private void Abandon() => Settle(InvocationOutcome.WaitLimit);

    private void Settle(InvocationOutcome outcome)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _outcome = outcome;
            Options.Stream?.End();
            _source.SetResult(outcome);
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _waitLimit.Clear();
            _pool.Return(this);
        }
    }
}
