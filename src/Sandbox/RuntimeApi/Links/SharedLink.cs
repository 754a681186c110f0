using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Gatehouse.Functions.Runtime.Links;
using Gatehouse.Sandbox.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>
/// Memory that the server shares with one runtime, in the place of a connection. The kernel takes no part in what goes over it but to
/// wake who waits, which halves what a call costs. Everything in it can be changed by the function at any time: counters are believed
/// only as far as they can be true, and bytes are copied out before anyone looks at them.
/// </summary>
internal sealed class SharedLink : IRuntimeLink, IValueTaskSource<int>
{
    private readonly Lock _gate = new();
    private readonly LinkLoop _loop;
    private readonly Socket _socket;
    private readonly unsafe byte* _memory;
    private readonly LinkRing _events;
    private readonly LinkRing _replies;
    private ManualResetValueTaskSourceCore<int> _received;
    private Memory<byte> _target;
    private TaskCompletionSource? _room;
    private bool _waits;
    private bool _hungUp;
    private bool _closed;

    private unsafe SharedLink(LinkLoop loop, Socket socket, SafeFileHandle bell, byte* memory)
    {
        (_loop, _socket, Bell) = (loop, socket, bell);
        _memory = memory;
        _events = LinkRing.Of(memory, LinkLayout.EventHead, LinkLayout.EventTail, LinkLayout.EventRing);
        _replies = LinkRing.Of(memory, LinkLayout.ReplyTail, LinkLayout.ReplyHead, LinkLayout.ReplyRing);
    }

    internal SafeFileHandle Bell { get; }

    internal int Peer => (int)_socket.Handle;

    /// <summary>The keys by which its thread knows the link.</summary>
    internal long BellKey { get; set; }

    internal long PeerKey => BellKey + 1;

    /// <summary>Makes the memory and hands it to the runtime at the other end of this socket, which belongs to the link from then on.</summary>
    /// <exception cref="IOException">There is no memory or no descriptor left, or the runtime has gone.</exception>
    internal static unsafe SharedLink Open(LinkLoop loop, Socket socket)
    {
        using var shared = SharedMemory.Create(LinkLayout.Bytes);
        var bell = SharedMemory.Bell();
        var memory = LinkCalls.Map((int)shared.DangerousGetHandle());
        if (memory is null)
        {
            bell.Dispose();
            throw new IOException("The memory of a link could not be mapped.");
        }

        *(uint*)(memory + LinkLayout.VersionAt) = LinkLayout.Version;
        var link = new SharedLink(loop, socket, bell, memory);
        try
        {
            loop.Add(link);
            return DescriptorMessage.TrySend(socket, (int)shared.DangerousGetHandle(), (int)bell.DangerousGetHandle())
                ? link
                : throw new IOException("The runtime has gone before it had its link.");
        }
        catch (IOException)
        {
            link.Dispose();
            throw;
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> target)
    {
        lock (_gate)
        {
            if (TryTake(target.Span, out var count))
            {
                return ValueTask.FromResult(count);
            }

            _received.Reset();
            (_target, _waits) = (target, true);
            if (_loop.TryWatch(this))
            {
                return new ValueTask<int>(this, _received.Version);
            }

            Interlocked.Exchange(ref At(LinkLayout.ServerWaits), 1);
        }

        // What was written before the flag could be seen.
        var version = _received.Version;
        TryComplete();
        return new ValueTask<int>(this, version);
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => TrySend(bytes.Span) is var sent and > 0 ? ValueTask.FromResult(sent) : SendLaterAsync(bytes);

    /// <summary>A link has no half that could close; who knows links reads answers by their lengths.</summary>
    public void EndSending()
    {
    }

    /// <summary>Asks for the bell, and says whether there is something already. On that thread.</summary>
    internal bool Arm()
    {
        lock (_gate)
        {
            if (_closed || !_waits)
            {
                return false;
            }

            Interlocked.Exchange(ref At(LinkLayout.ServerWaits), 1);
            return _replies.HasData;
        }
    }

    /// <summary>Ends the wait for bytes, or for room, that has come to its end. True when there was one for bytes.</summary>
    internal bool TryComplete()
    {
        var count = 0;
        bool received;
        TaskCompletionSource? room;
        lock (_gate)
        {
            room = _closed || _hungUp || _events.HasRoom ? Interlocked.Exchange(ref _room, null) : null;
            received = _waits && TryTake(_target.Span, out count);
            _waits &= !received;
        }

        room?.SetResult();
        if (received)
        {
            _received.SetResult(count);
        }

        return received;
    }

    /// <summary>The runtime's end is closed; what it wrote before is still read.</summary>
    internal void HangUp()
    {
        lock (_gate)
        {
            _hungUp = true;
        }

        TryComplete();
    }

    public unsafe void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            Volatile.Write(ref At(LinkLayout.Closed), 1);
            Signal(LinkLayout.EventSignal);
            Signal(LinkLayout.RoomSignal);
            _closed = true;
            _loop.Remove(this);
            LinkCalls.Unmap(_memory);
        }

        TryComplete();
        _socket.Dispose();
        Bell.Dispose();
    }

    int IValueTaskSource<int>.GetResult(short token) => _received.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _received.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _received.OnCompleted(continuation, state, token, flags);

    // Zero bytes are the end: the runtime has hung up, the link is closed, or its counter cannot be true. False when there is nothing yet.
    private bool TryTake(Span<byte> target, out int count)
    {
        count = _closed ? 0 : _replies.Read(target);
        if (count == 0 && !_hungUp && !_closed)
        {
            return false;
        }

        count = Math.Max(0, count);
        MakeRoom();
        return true;
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var count = _closed || _hungUp ? -1 : _events.Write(bytes);
            if (count < 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            if (count == 0)
            {
                _room ??= new TaskCompletionSource();
                Interlocked.Exchange(ref At(LinkLayout.ServerWantsRoom), 1);
                return 0;
            }

            Interlocked.Increment(ref At(LinkLayout.EventSignal));
            WakeFor(LinkLayout.FunctionWaits, LinkLayout.EventSignal);
            return count;
        }
    }

    private async ValueTask<int> SendLaterAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            var room = Volatile.Read(ref _room)?.Task ?? Task.CompletedTask;

            // Room that was made before the flag could be seen.
            TryComplete();
            await room;
            if (TrySend(bytes.Span) is var sent and > 0)
            {
                return sent;
            }
        }
    }

    private void MakeRoom()
    {
        if (!_closed)
        {
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref At(LinkLayout.FunctionWantsRoom)) != 0)
            {
                Interlocked.Increment(ref At(LinkLayout.RoomSignal));
                WakeFor(LinkLayout.FunctionWantsRoom, LinkLayout.RoomSignal);
            }
        }
    }

    private void WakeFor(int flag, int signal)
    {
        if (Volatile.Read(ref At(flag)) != 0 && Interlocked.Exchange(ref At(flag), 0) != 0)
        {
            LinkCalls.Wake(ref At(signal));
        }
    }

    private void Signal(int signal)
    {
        Interlocked.Increment(ref At(signal));
        LinkCalls.Wake(ref At(signal));
    }

    private unsafe ref uint At(int offset) => ref *(uint*)(_memory + offset);
}
