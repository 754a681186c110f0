using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Sandbox.Runners;

/// <summary>The sockets that listen inside one sandbox's network. Made by a thread that is in that network.</summary>
internal sealed record SandboxSockets(Socket Runtime, Socket? Server) : IDisposable
{
    /// <summary>Where the runtime inside reaches the Runtime API, when the sandbox has a network of its own.</summary>
    internal static readonly IPEndPoint RuntimeEndpoint = new(IPAddress.Loopback, 9001);

    internal static SandboxSockets Listen(ServerEndpoint? server) =>
        Listen(RuntimeEndpoint, server is null ? null : new IPEndPoint(IPAddress.Loopback, server.Port));

    internal static SandboxSockets Listen(IPEndPoint runtime, IPEndPoint? server)
    {
        var first = Listen(runtime);
        try
        {
            return new SandboxSockets(first, server is null ? null : Listen(server));
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
    }

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(64);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
