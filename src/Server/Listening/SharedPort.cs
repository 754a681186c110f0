using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Gatehouse.Server.Options;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Server.Listening;

/// <summary>
/// One port for HTTP/1.1, h2c and TLS. Kestrel decides on a protocol per endpoint, so it is given three endpoints;
/// this accepts each connection once, looks at its first bytes without taking them, and passes the socket to the endpoint they name.
/// </summary>
internal sealed class SharedPort : IConnectionListenerFactory, IAsyncDisposable
{
    /// <summary>As long as Kestrel waits for a request's headers: a client that says nothing is closed then.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The kernel does not say when more bytes follow those already waiting, so a client that sends "P" alone is looked at again.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(10);

    /// <summary>Accepting fails while the process has no file descriptor left; some will be closed soon.</summary>
    private static readonly TimeSpan Exhausted = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<Socket> _sockets;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly CancellationTokenSource _stop = new();
    private readonly ProtocolListener[] _listeners;
    private int _accepting;

    private SharedPort(IReadOnlyList<Socket> sockets, Uri address)
    {
        _sockets = sockets;
        Address = address;
        _contexts = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                UnsafePreferInlineScheduling = InlineSockets.ArePreferred,

                // Otherwise every request costs one more system call, to find out whether a buffer is worth taking. Idle connections hold 4 KB each for it.
                WaitForDataBeforeAllocatingBuffer = false,
            },
            NullLogger.Instance);
        _listeners =
        [
            new ProtocolListener(ProtocolEndPoint.Http1, Stop),
            new ProtocolListener(ProtocolEndPoint.Http2, Stop),
            new ProtocolListener(ProtocolEndPoint.Tls, Stop),
        ];
    }

    /// <summary>Where clients on this machine find the server.</summary>
    public Uri Address { get; }

    /// <summary>
    /// Where Kestrel writes responses before they go out. Without it connections bring .NET's shared array pool, which hands
    /// out empty memory to who asks for "some", as <c>BodyWriter.Write</c> does. Set it before Kestrel starts.
    /// </summary>
    public MemoryPool<byte>? Memory { get; set; }

    /// <summary>Listens at once; connections wait in the kernel until Kestrel starts.</summary>
    public static SharedPort Bind(ListenAddress listen)
    {
        var sockets = BoundSockets.Open(listen);
        var bound = (IPEndPoint)sockets[0].LocalEndPoint!;
        var reachable = bound.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, bound.Port)
            : bound.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, bound.Port)
            : bound;
        return new SharedPort(sockets, new Uri($"http://{reachable}"));
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = _listeners[(int)((ProtocolEndPoint)endpoint).Protocol];
        if (Interlocked.Exchange(ref _accepting, 1) == 0)
        {
            foreach (var socket in _sockets)
            {
                _ = AcceptAsync(socket);
            }
        }

        return new(listener);
    }

    /// <summary>Serves a connection that a function opened inside its sandbox as one of this port's own.</summary>
    public void Take(Socket socket) => _ = PassOnAsync(socket, FunctionCaller.Instance);

    public async ValueTask DisposeAsync()
    {
        Stop();
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private void Stop()
    {
        _stop.Cancel();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stop.Token);
                _ = PassOnAsync(socket, function: null);
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await Task.Delay(Exhausted, TimeProvider.System, CancellationToken.None);
            }
            catch (SocketException)
            {
                // The client left before it was accepted.
            }
        }
    }

    private async Task PassOnAsync(Socket socket, FunctionCaller? function)
    {
        ConnectionContext? connection = null;
        try
        {
            socket.NoDelay = true;
            if (await RecognizeAsync(socket) is var (protocol, isBulk))
            {
                connection = isBulk ? new BulkConnection(socket) : _contexts.Create(socket);
                connection.Features.Set(function);
                if (Memory is { } pool)
                {
                    connection.Features.Set<IMemoryPoolFeature>(new PooledMemory(pool));
                }

                await _listeners[(int)protocol].OfferAsync(connection, _stop.Token);
                return;
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException or ChannelClosedException)
        {
            // Silent for too long, gone, or the server stops: closing is all there is to do.
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        socket.Dispose();
    }

    private async ValueTask<(WireProtocol Protocol, bool IsBulk)?> RecognizeAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(Silence);
        var start = new byte[FirstBytes.Most];
        while (true)
        {
            var count = await socket.ReceiveAsync(start, SocketFlags.Peek, limit.Token);
            if (count == 0)
            {
                return null;
            }

            if (FirstBytes.Recognize(start.AsSpan(0, count)) is { } protocol)
            {
                return (protocol, FirstBytes.AreOfRegistry(start.AsSpan(0, count)));
            }

            await Task.Delay(SecondLook, TimeProvider.System, limit.Token);
        }
    }

    private sealed record PooledMemory(MemoryPool<byte> MemoryPool) : IMemoryPoolFeature;
}
