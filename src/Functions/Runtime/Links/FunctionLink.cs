using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Functions.Runtime.Links;

/// <summary>
/// The function's end of a link: what would go over a connection to the Runtime API goes through memory that the server shares with
/// this process. Only a server that hands out links has one; on Lambda there is none, and the client uses a connection.
/// </summary>
internal sealed class FunctionLink : IDisposable
{
    private const int PatienceMilliseconds = 1000;

    private readonly Socket _socket;
    private readonly SafeFileHandle _bell;
    private readonly unsafe byte* _memory;
    private readonly LinkRing _events;
    private readonly LinkRing _replies;

    private unsafe FunctionLink(Socket socket, SafeFileHandle bell, byte* memory)
    {
        (_socket, _bell) = (socket, bell);
        _memory = memory;
        _events = LinkRing.Of(memory, LinkLayout.EventTail, LinkLayout.EventHead, LinkLayout.EventRing);
        _replies = LinkRing.Of(memory, LinkLayout.ReplyHead, LinkLayout.ReplyTail, LinkLayout.ReplyRing);
    }

    /// <summary>Whether the server has closed the link: then nothing that is sent from here on arrives.</summary>
    public bool HasEnded => Volatile.Read(ref At(LinkLayout.Closed)) != 0;

    /// <summary>Null where there is no server that hands out links.</summary>
    public static FunctionLink? TryOpen(string runtimeApi)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        // Whoever is there and hands out nothing is none of ours.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = PatienceMilliseconds };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(LinkLayout.Address(runtimeApi)));
            if (DescriptorMessage.Receive(socket) is (var memory, var bell) && TryMap(socket, memory, bell) is { } link)
            {
                return link;
            }
        }
        catch (SocketException)
        {
            // Nobody is there.
        }

        socket.Dispose();
        return null;
    }

    /// <summary>Waits for the next bytes; zero when the server has closed the link.</summary>
    public int Receive(Span<byte> target)
    {
        while (true)
        {
            var count = _events.Read(target);
            if (count > 0)
            {
                Interlocked.MemoryBarrier();
                RingFor(LinkLayout.ServerWantsRoom);
                return count;
            }

            var signal = Volatile.Read(ref At(LinkLayout.EventSignal));
            Interlocked.Exchange(ref At(LinkLayout.FunctionWaits), 1);
            if (count < 0 || HasEnded)
            {
                return 0;
            }

            if (!_events.HasData)
            {
                LinkCalls.Wait(ref At(LinkLayout.EventSignal), signal);
            }
        }
    }

    /// <summary>Sends what there is room for; less than zero when the server has closed the link.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        var count = HasEnded ? -1 : _replies.Write(bytes);
        if (count > 0)
        {
            Interlocked.MemoryBarrier();
            RingFor(LinkLayout.ServerWaits);
        }

        return count;
    }

    /// <summary>Waits until there is room again, or the server has closed the link.</summary>
    public void WaitForRoom()
    {
        while (!_replies.HasRoom && !HasEnded)
        {
            var signal = Volatile.Read(ref At(LinkLayout.RoomSignal));
            Interlocked.Exchange(ref At(LinkLayout.FunctionWantsRoom), 1);
            if (!_replies.HasRoom && !HasEnded)
            {
                LinkCalls.Wait(ref At(LinkLayout.RoomSignal), signal);
            }
        }
    }

    public void Dispose()
    {
        // The memory stays mapped: another thread may wait in it, and the server's closing is what wakes that.
        _socket.Dispose();
        _bell.Dispose();
    }

    private static unsafe FunctionLink? TryMap(Socket socket, int memory, int bell)
    {
        using var shared = new SafeFileHandle(memory, ownsHandle: true);
        var ring = new SafeFileHandle(bell, ownsHandle: true);
        var start = LinkCalls.Map(memory);
        if (start is not null && *(uint*)(start + LinkLayout.VersionAt) == LinkLayout.Version)
        {
            return new FunctionLink(socket, ring, start);
        }

        ring.Dispose();
        return null;
    }

    private void RingFor(int flag)
    {
        if (Volatile.Read(ref At(flag)) != 0 && Interlocked.Exchange(ref At(flag), 0) != 0)
        {
            LinkCalls.Ring(_bell);
        }
    }

    private unsafe ref uint At(int offset) => ref *(uint*)(_memory + offset);
}
