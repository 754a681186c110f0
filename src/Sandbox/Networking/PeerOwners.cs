using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Networking;

/// <summary>
/// Asks the kernel in which control group of version 2 the other end of a connection on this machine was made. It is written down
/// when the socket is, so no process can pretend.
/// </summary>
internal sealed class PeerOwners
{
    private const int Header = 16;
    private const int Request = Header + 56;
    private const int Answer = Header + 72;
    private const int Group = 21;

    private readonly Lock _gate = new();
    private readonly Descriptor _socket;

    private PeerOwners(Descriptor socket) => _socket = socket;

    /// <summary>Null where the kernel does not tell.</summary>
    internal static PeerOwners? Open()
    {
        const int netlink = 16;
        const int raw = 3 | Libc.OpenCloseOnExec;
        const int socketDiagnostics = 4;
        var fd = Libc.Socket(netlink, raw, socketDiagnostics);
        if (fd < 0)
        {
            return null;
        }

        var owners = new PeerOwners(new Descriptor(fd));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var accepted = listener.Accept();
        return owners.GroupOf(accepted) is null ? null : owners;
    }

    /// <param name="group">The group's number; null when it is not known, and then nobody is taken for it.</param>
    internal bool IsFrom(Socket connection, ulong? group)
    {
        try
        {
            return group is not null && GroupOf(connection) == group;
        }
        catch (SocketException)
        {
            // It is gone already.
            return false;
        }
    }

    private unsafe ulong? GroupOf(Socket connection)
    {
        const int answerSize = 4096;
        var (peer, here) = ((IPEndPoint)connection.RemoteEndPoint!, (IPEndPoint)connection.LocalEndPoint!);
        var request = stackalloc byte[Request];
        Write(new Span<byte>(request, Request), peer, here);
        var answer = stackalloc byte[answerSize];
        nint length;
        lock (_gate)
        {
            if (Libc.Write(_socket.Value, request, Request) != Request)
            {
                return null;
            }

            // The kernel has answered by the time that it has taken the question.
            length = Libc.Read(_socket.Value, answer, answerSize);
        }

        return Read(new ReadOnlySpan<byte>(answer, (int)Math.Max(0, length)));
    }

    // struct nlmsghdr, then struct inet_diag_req_v2 for one established TCP socket, seen from the peer.
    private static void Write(Span<byte> request, IPEndPoint peer, IPEndPoint here)
    {
        const ushort byFamily = 20;
        const ushort question = 1;
        const byte internet = 2;
        const byte tcp = 6;
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, Request);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], byFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], question);
        var body = request[Header..];
        (body[0], body[1]) = (internet, tcp);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], uint.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], (ushort)peer.Port);
        BinaryPrimitives.WriteUInt16BigEndian(body[10..], (ushort)here.Port);
        _ = peer.Address.TryWriteBytes(body[12..], out _);
        _ = here.Address.TryWriteBytes(body[28..], out _);
        BinaryPrimitives.WriteUInt64LittleEndian(body[48..], ulong.MaxValue);
    }

    private static ulong? Read(ReadOnlySpan<byte> answer)
    {
        const ushort byFamily = 20;
        if (answer.Length < Answer || BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) != byFamily)
        {
            return null;
        }

        // struct rtattr: length and type, then the value; each begins at a multiple of four.
        const int head = 4;
        for (var rest = answer[Answer..]; rest.Length >= head;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == Group && length >= head + sizeof(ulong) && rest.Length >= length)
            {
                return BinaryPrimitives.ReadUInt64LittleEndian(rest[head..]);
            }

            var next = (length + 3) & ~3;
            rest = length < head || next > rest.Length ? [] : rest[next..];
        }

        return null;
    }
}
