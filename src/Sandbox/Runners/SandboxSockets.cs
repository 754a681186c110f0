using System.Net;
using System.Net.Sockets;
using Gatehouse.Functions.Runtime.Links;

namespace Gatehouse.Sandbox.Runners;

/// <summary>The sockets that listen inside one sandbox's network. Made by a thread that is in that network.</summary>
internal sealed record SandboxSockets(Socket Runtime, Socket? Server) : IDisposable
{
    // Whoever does not get through has the Runtime API all the same.
    private const int MostWaiting = 64;

    /// <summary>Where the runtime inside reaches the Runtime API, when the sandbox has a network of its own.</summary>
    internal static readonly IPEndPoint RuntimeEndpoint = new(IPAddress.Loopback, 9001);

    /// <summary>Hands out links. Null in a network that others are in too: abstract addresses are for everyone there.</summary>
    internal Socket? Links { get; private init; }

    internal static SandboxSockets Listen(ServerEndpoint? server)
    {
        var sockets = Listen(RuntimeEndpoint, server is null ? null : new IPEndPoint(IPAddress.Loopback, server.Port));
        try
        {
            return sockets with { Links = Listen(new UnixDomainSocketEndPoint(LinkLayout.Address(RuntimeEndpoint.ToString())), ProtocolType.Unspecified) };
        }
        catch (SocketException)
        {
            sockets.Dispose();
            throw;
        }
    }

    internal static SandboxSockets Listen(IPEndPoint runtime, IPEndPoint? server)
    {
        var first = Listen(runtime, ProtocolType.Tcp);
        try
        {
            return new SandboxSockets(first, server is null ? null : Listen(server, ProtocolType.Tcp));
        }
        catch (SocketException)
        {
            first.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Runtime.Dispose();
        Server?.Dispose();
        Links?.Dispose();
    }

    private static Socket Listen(EndPoint endpoint, ProtocolType protocol)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, protocol);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(MostWaiting);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
