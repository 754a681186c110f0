using System.Net.Sockets;

namespace Gatehouse.Sandbox.Relay;

/// <summary>
/// Takes the connections that a function opens to this server inside its own network, and gives them to the server as they are.
/// Nothing else of the sandbox's reaches the machine's network, so the server knows these from all others.
/// </summary>
internal sealed class EndpointListener(Socket listener, ServerEndpoint server)
{
    internal async Task RunAsync()
    {
        try
        {
            while (true)
            {
                server.Connected(await listener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The sandbox ended and its listener with it.
        }
    }
}
