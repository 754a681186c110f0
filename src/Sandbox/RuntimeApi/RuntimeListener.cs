using System.Net.Sockets;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>Accepts the connections of one sandbox's runtime; which socket accepts says which sandbox speaks.</summary>
internal sealed class RuntimeListener(ISandboxProcess process, RuntimeSession session, HeldReplies held)
{
    // Runtimes keep one or two connections; a function that opens more talks to nobody useful.
    private const int MostConnections = 64;

    private int _connections;

    internal async Task RunAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await process.RuntimeListener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The sandbox ended and its listener with it.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        if (Interlocked.Increment(ref _connections) <= MostConnections && process.Admits(socket))
        {
            await new RuntimeConnection(socket, session, held).RunAsync();
        }
        else
        {
            socket.Dispose();
        }

        Interlocked.Decrement(ref _connections);
    }
}
