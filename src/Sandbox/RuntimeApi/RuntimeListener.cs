using System.Net.Sockets;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.RuntimeApi.Links;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>Accepts the connections of one sandbox's runtime; which socket accepts says which sandbox speaks.</summary>
internal sealed class RuntimeListener(ISandboxProcess process, RuntimeSession session, HeldReplies held, SharedLinks links)
{
    // Runtimes keep one or two connections; a function that opens more talks to nobody useful.
    private const int MostConnections = 64;

    // A runtime needs one, and another while the one before is still being closed. Each has memory of its own.
    private const int MostLinks = 4;

    private int _connections;
    private int _links;

    internal void Run()
    {
        _ = AcceptAsync(process.RuntimeListener, ServeAsync);
        if (process.LinkListener is { } listener)
        {
            _ = AcceptAsync(listener, ServeLinkAsync);
        }
    }

    private static async Task AcceptAsync(Socket listener, Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                _ = serve(await listener.AcceptAsync());
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
            await new RuntimeConnection(new SocketLink(socket), session, held).RunAsync();
        }
        else
        {
            socket.Dispose();
        }

        Interlocked.Decrement(ref _connections);
    }

    private async Task ServeLinkAsync(Socket socket)
    {
        if (Interlocked.Increment(ref _links) <= MostLinks && TryOpen(socket) is { } link)
        {
            await new RuntimeConnection(link, session, held).RunAsync();
        }
        else
        {
            socket.Dispose();
        }

        Interlocked.Decrement(ref _links);
    }

    private SharedLink? TryOpen(Socket socket)
    {
        try
        {
            return links.Open(socket);
        }
        catch (IOException)
        {
            // The runtime is not told why: it goes on over a connection, as every other does.
            return null;
        }
    }
}
