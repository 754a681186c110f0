using System.Net;
using System.Net.Sockets;
using Gatehouse.Functions.Runtime.Links;

namespace Gatehouse.Functions.Runtime;

/// <summary>
/// One connection, or the link that a server offers in its place, and what was received on it. Waits by blocking while it is on
/// a thread of its own, which is the cheapest way for a function that runs one event at a time, and without blocking once a
/// handler has moved the loop to the thread pool.
/// </summary>
internal sealed class RuntimeSocket : IDisposable
{
    private readonly Socket? _socket;
    private readonly FunctionLink? _link;
    private readonly LinkThread? _waiting;

    // An event of API Gateway is 1.5 KB; the buffer grows to the largest event seen.
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private RuntimeSocket(Socket socket) => _socket = socket;

    private RuntimeSocket(FunctionLink link) => (_link, _waiting) = (link, new LinkThread(link));

    public ReadOnlySpan<byte> Received => _buffer.AsSpan(_start.._end);

    public static async ValueTask<RuntimeSocket> ConnectAsync(string authority)
    {
        if (FunctionLink.TryOpen(authority) is { } link)
        {
            return new RuntimeSocket(link);
        }

        var endpoint = ParseEndPoint(authority);
        var socket = endpoint is IPEndPoint address
            ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (Thread.CurrentThread.IsThreadPoolThread)
            {
                await socket.ConnectAsync(endpoint);
            }
            else
            {
                socket.Connect(endpoint);
            }

            return new RuntimeSocket(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new PeerClosedException($"Cannot connect to {authority}: {e.Message}", e);
        }
    }

    /// <summary>Reads more bytes behind <see cref="Received"/>; makes room for at least <paramref name="room"/> of them.</summary>
    public async ValueTask ReceiveMoreAsync(int room = 1)
    {
        MakeRoom(room);
        try
        {
            var count = (_link, Thread.CurrentThread.IsThreadPoolThread) switch
            {
                (null, true) => await _socket!.ReceiveAsync(_buffer.AsMemory(_end)),
                (null, false) => _socket!.Receive(_buffer.AsSpan(_end)),
                (_, true) => await _waiting!.ReceiveAsync(_buffer.AsMemory(_end)),
                (_, false) => _link.Receive(_buffer.AsSpan(_end)),
            };
            if (count == 0)
            {
                throw new PeerClosedException("The Runtime API closed the connection.");
            }

            _end += count;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new PeerClosedException($"The connection to the Runtime API broke: {e.Message}", e);
        }
    }

    /// <summary>Hands out the next bytes as consumed. They stay valid until more is received.</summary>
    public Memory<byte> Take(int count)
    {
        var taken = _buffer.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_link is not null)
        {
            await SendAsync(_link, bytes);
            return;
        }

        try
        {
            while (!bytes.IsEmpty)
            {
                var sent = Thread.CurrentThread.IsThreadPoolThread
                    ? await _socket!.SendAsync(bytes)
                    : _socket!.Send(bytes.Span);
                bytes = bytes[sent..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new PeerClosedException($"The connection to the Runtime API broke: {e.Message}", e);
        }
    }

    /// <summary>Whether the other side has closed: then nothing that is sent from here on arrives.</summary>
    public bool HasEnded => _link?.HasEnded ?? (_socket!.Poll(TimeSpan.Zero, SelectMode.SelectRead) && _socket.Available == 0);

    public void Dispose()
    {
        _socket?.Dispose();
        _waiting?.Dispose();
        _link?.Dispose();
    }

    private static async ValueTask SendAsync(FunctionLink link, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = link.Send(bytes.Span);
            if (sent < 0)
            {
                throw new PeerClosedException("The Runtime API closed the connection.");
            }

            bytes = bytes[sent..];
            if (sent == 0 && Thread.CurrentThread.IsThreadPoolThread)
            {
                // A long reply, or a stream whose caller is slow.
                await Task.Factory.StartNew(link.WaitForRoom, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            else if (sent == 0)
            {
                link.WaitForRoom();
            }
        }
    }

    private static EndPoint ParseEndPoint(string authority)
    {
        if (IPEndPoint.TryParse(authority, out var address))
        {
            return new IPEndPoint(address.Address, address.Port == 0 ? 80 : address.Port);
        }

        return Uri.TryCreate($"http://{authority}/", UriKind.Absolute, out var uri)
            ? new DnsEndPoint(uri.Host, uri.Port)
            : throw new RuntimeApiException($"AWS_LAMBDA_RUNTIME_API is \"{authority}\": expected host:port.");
    }

    private void MakeRoom(int room)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_buffer.Length - _end >= room)
        {
            return;
        }

        var kept = _end - _start;
        var target = _buffer.Length - kept >= room ? _buffer : new byte[Math.Max(_buffer.Length * 2, kept + room)];
        _buffer.AsSpan(_start, kept).CopyTo(target);
        _buffer = target;
        (_start, _end) = (0, kept);
    }
}
