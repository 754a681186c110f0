using System.Net.Sockets;

namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>A connection, as every runtime can make one.</summary>
internal sealed class SocketLink : IRuntimeLink
{
    private readonly Socket _socket;

    internal SocketLink(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> target) => _socket.ReceiveAsync(target);

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => _socket.SendAsync(bytes);

    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The runtime was first.
        }
    }

    public void Dispose() => _socket.Dispose();
}
