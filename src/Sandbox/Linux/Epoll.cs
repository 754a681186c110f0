using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gatehouse.Sandbox.Linux;

/// <summary>What epoll is told and tells.</summary>
internal static unsafe class Epoll
{
    internal const uint Readable = 1;
    internal const uint HungUp = 0x2000;
    internal const uint Edge = 1u << 31;

    private const int AddOperation = 1;
    private const int RemoveOperation = 2;

    // struct epoll_event is packed on x86-64 and only there.
    private static int EventSize => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static int KeyOffset => EventSize - 8;

    internal static void Add(Descriptor epoll, int fd, uint events, long key)
    {
        var data = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(data, 4), events);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(data + KeyOffset, 8), key);
        SystemCallException.Check(Libc.EpollControl(epoll.Value, AddOperation, fd, data), "epoll_ctl");
    }

    /// <summary>A descriptor that is not watched, or not any more, is none to complain about.</summary>
    internal static void Remove(Descriptor epoll, int fd)
    {
        var ignored = stackalloc byte[16];
        _ = Libc.EpollControl(epoll.Value, RemoveOperation, fd, ignored);
    }

    internal static long KeyOf(byte* events, int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(events + (index * EventSize) + KeyOffset, 8));

    /// <summary>Makes an eventfd readable.</summary>
    internal static void Ring(Descriptor bell)
    {
        var one = 1UL;
        _ = Libc.Write(bell.Value, (byte*)&one, sizeof(ulong));
    }
}
