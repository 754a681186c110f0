namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// A reply on its way from a function to a caller who wants it as it comes. Holds at most what the caller is behind by a little:
/// a slow caller makes the function wait. One for each call; the function's side may outlive the invocation that it belongs to.
/// </summary>
public sealed class ReplyStream
{
    // Large enough that neither side waits for the other's thread at each piece, small enough for many at once.
    private const int MostAhead = 128 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<bool> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PooledBuffer _filling = new();
    private PooledBuffer _taken = new();
    private TaskCompletionSource? _moreCame;
    private TaskCompletionSource? _roomCame;
    private bool _ended;

    /// <summary>What the runtime said its bytes are; known once the stream has begun.</summary>
    public string? ContentType { get; private set; }

    /// <summary>True once the function streams; false when it has answered in one piece, failed, or never ran.</summary>
    public Task<bool> Begun => _begun.Task;

    /// <summary>The next bytes, valid until the next read; none at the end. One reader.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync()
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_filling.Length > 0)
                {
                    _taken.Clear();
                    (_filling, _taken) = (_taken, _filling);
                    Wake(ref _roomCame);
                    return _taken.Written;
                }

                if (_ended)
                {
                    return default;
                }

                more = Wait(ref _moreCame);
            }

            await more;
        }
    }

    internal void Begin(string? contentType)
    {
        ContentType = contentType;
        _begun.TrySetResult(true);
    }

    /// <summary>Takes bytes in, once there is room; false when nobody wants them any more.</summary>
    internal async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_ended)
                {
                    return false;
                }

                if (_filling.Length < MostAhead)
                {
                    _filling.Append(bytes.Span);
                    Wake(ref _moreCame);
                    return true;
                }

                room = Wait(ref _roomCame);
            }

            await room;
        }
    }

    /// <summary>No more bytes: what was taken in can still be read. From any thread, also while a write waits.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            Wake(ref _moreCame);
            Wake(ref _roomCame);
        }

        _begun.TrySetResult(false);
    }

    private static Task Wait(ref TaskCompletionSource? signal) => (signal ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Wake(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }
}
