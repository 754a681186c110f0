using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Sandbox.Relay;

/// <summary>Carries connections from a sandbox's network to the server's own port, byte for byte.</summary>
internal sealed class EndpointRelay(Socket listener, IPEndPoint server)
{
    private const int BufferSize = 16 * 1024;

    internal async Task RunAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The sandbox ended and its listener with it.
        }
    }

    private async Task CarryAsync(Socket inside)
    {
        using (inside)
        using (var outside = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await outside.ConnectAsync(server);
                await Task.WhenAll(CopyAsync(inside, outside), CopyAsync(outside, inside));
            }
            catch (SocketException)
            {
                // One side is gone; closing both is the whole answer.
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // A broken half ends the other one too: nobody would ever close it.
            from.Close();
            to.Close();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
