using System.Buffers.Binary;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Networking;

/// <summary>
/// Keeps the calling thread's network from link-local addresses, where clouds hand out the machine's own credentials. No sandbox may change routes.
/// </summary>
internal static class RefusedRoute
{
    internal static unsafe void Add()
    {
        const int internet = 2;
        const int datagram = 2 | Libc.OpenCloseOnExec;
        const nuint addRoute = 0x890B;
        const short refused = 0x0201;

        // struct rtentry: destination at 8 and mask at 40, each a sockaddr_in with its address at 4; flags at 56.
        var entry = stackalloc byte[120];
        new Span<byte>(entry, 120).Clear();
        BinaryPrimitives.WriteInt16LittleEndian(new Span<byte>(entry + 8, 2), internet);
        (entry[12], entry[13]) = (169, 254);
        BinaryPrimitives.WriteInt16LittleEndian(new Span<byte>(entry + 24, 2), internet);
        BinaryPrimitives.WriteInt16LittleEndian(new Span<byte>(entry + 40, 2), internet);
        (entry[44], entry[45]) = (255, 255);
        BinaryPrimitives.WriteInt16LittleEndian(new Span<byte>(entry + 56, 2), refused);
        using var socket = new Descriptor(SystemCallException.Check(Libc.Socket(internet, datagram, 0), "socket"));
        SystemCallException.Check(Libc.InputOutputControl(socket.Value, addRoute, entry), "ioctl(SIOCADDRT)");
    }
}
