using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Gatehouse.Server.Listening;

/// <summary>One protocol's share of the port's connections, as Kestrel takes them.</summary>
internal sealed class ProtocolListener(ProtocolEndPoint endPoint, Action unbind) : IConnectionListener
{
    // Kestrel takes a connection as soon as it is there; a full queue only makes the hand-over wait.
    private readonly Channel<ConnectionContext> _connections = Channel.CreateBounded<ConnectionContext>(512);

    public EndPoint EndPoint => endPoint;

    /// <summary>Gives a connection to Kestrel. Throws <see cref="ChannelClosedException"/> once unbound.</summary>
    public ValueTask OfferAsync(ConnectionContext connection, CancellationToken cancellation) =>
        _connections.Writer.WriteAsync(connection, cancellation);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _connections.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_connections.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        unbind();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_connections.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
