using System.Net;
using System.Net.Sockets;
using Gatehouse.Server.Options;

namespace Gatehouse.Server.Listening;

/// <summary>Opens the listening sockets: the same port on every address.</summary>
internal static class BoundSockets
{
    private const int Backlog = 512;

    /// <summary>With port 0 the kernel picks a port on the first address that may be taken on the second; then another is tried.</summary>
    private const int PortAttempts = 20;

    public static IReadOnlyList<Socket> Open(ListenAddress listen)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (TryOpen(listen, isLastAttempt: listen.Port != 0 || attempt == PortAttempts) is { } sockets)
            {
                return sockets;
            }
        }
    }

    private static List<Socket>? TryOpen(ListenAddress listen, bool isLastAttempt)
    {
        var sockets = new List<Socket>();
        var port = listen.Port;
        foreach (var address in listen.Addresses)
        {
            var isFirst = sockets.Count == 0;
            try
            {
                sockets.Add(Open(new IPEndPoint(address, port)));
                port = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
            }
            catch (SocketException failure) when (!isFirst && failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                // A machine without IPv6: localhost means 127.0.0.1 alone there.
            }
            catch (SocketException failure)
            {
                sockets.ForEach(socket => socket.Dispose());
                return isLastAttempt ? throw Explain(failure, new IPEndPoint(address, port)) : null;
            }
        }

        return sockets;
    }

    private static Socket Open(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                // [::] means every address of the machine, 127.0.0.1 included.
                socket.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static StartException Explain(SocketException failure, IPEndPoint endPoint) => new(failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"{endPoint} is in use by another process. Stop that one, or choose another port with --listen (port 0 takes a free one).",
        SocketError.AccessDenied =>
            $"{endPoint} may not be opened by this user. Choose a port from 1024 up with --listen.",
        SocketError.AddressNotAvailable =>
            $"{endPoint.Address} is not an address of this machine. Choose one that is with --listen, for example 127.0.0.1:{endPoint.Port}.",
        _ => $"{endPoint} cannot be opened: {failure.Message}.",
    }, failure);
}
