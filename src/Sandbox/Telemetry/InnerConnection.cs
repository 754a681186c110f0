using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Connects to what listens on a sandbox's own loopback, and to nothing else: the socket belongs to the sandbox's network.</summary>
internal static class InnerConnection
{
    internal static async Task<Socket> OpenAsync(ISandboxProcess process, int port, CancellationToken cancellation)
    {
        var opened = new TaskCompletionSource<Socket?>();
        process.OpenSocket(opened.SetResult);
        var socket = await opened.Task ?? throw new SocketException((int)SocketError.NetworkUnreachable);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            socket.NoDelay = true;
            return socket;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
