using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.Functions.Tests.Runtime;

/// <summary>A Runtime API that does what the test says, byte by byte: a listener on loopback and its connections.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Peer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";

    public async Task<PeerConnection> AcceptAsync() =>
        new(await _listener.AcceptAsync(TestContext.Current.CancellationToken));

    public void Dispose() => _listener.Dispose();
}

/// <summary>One request as it came in.</summary>
internal sealed record PeerRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);
}

/// <summary>One accepted connection: requests are read whole, answers are written as the test spells them.</summary>
internal sealed class PeerConnection(Socket socket) : IDisposable
{
    public const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}";

    private readonly MemoryStream _received = new();

    /// <summary>An answer to a poll, as Lambda sends it.</summary>
    public static string Event(string id, string payload, string moreHeaders = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {id}\r\n{moreHeaders}" +
        $"Content-Length: {Encoding.UTF8.GetByteCount(payload)}\r\n\r\n{payload}";

    public bool HasUnreadRequest => _received.Length > 0;

    public async Task<PeerRequest> ReadAsync()
    {
        int headEnd;
        while ((headEnd = Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        var lines = Encoding.UTF8.GetString(Received[..headEnd]).Split("\r\n");
        var headers = lines[1..].Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        var end = headEnd + 4 + length;
        while (Received.Length < end)
        {
            await ReceiveAsync();
        }

        var body = Received[(headEnd + 4)..end].ToArray();
        var rest = Received[end..].ToArray();
        _received.SetLength(0);
        _received.Write(rest);
        return new PeerRequest(lines[0], headers, body);
    }

    /// <summary>The next bytes, which must be these.</summary>
    public async Task ReceiveExactlyAsync(string expected)
    {
        while (_received.Length < expected.Length)
        {
            await ReceiveAsync();
        }

        Assert.Equal(expected, Take(expected.Length));
    }

    /// <summary>The next bytes before these.</summary>
    public async Task<string> ReceiveUntilAsync(string end)
    {
        int found;
        while ((found = Received.IndexOf(Encoding.Latin1.GetBytes(end))) < 0)
        {
            await ReceiveAsync();
        }

        return Take(found + end.Length)[..found];
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        var left = bytes.AsMemory();
        while (!left.IsEmpty)
        {
            left = left[await socket.SendAsync(left, TestContext.Current.CancellationToken)..];
        }
    }

    /// <summary>Closes so that the other side sees an end, or a reset when it had bytes on the way.</summary>
    public void Dispose() => socket.Dispose();

    private ReadOnlySpan<byte> Received => _received.GetBuffer().AsSpan(0, (int)_received.Length);

    private string Take(int count)
    {
        var taken = Encoding.Latin1.GetString(Received[..count]);
        var rest = Received[count..].ToArray();
        _received.SetLength(0);
        _received.Write(rest);
        return taken;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.True(count > 0, "The function closed the connection.");
        _received.Write(buffer, 0, count);
    }
}
