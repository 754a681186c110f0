using System.Buffers.Text;
using System.Text;

namespace Gatehouse.Functions.Runtime;

/// <summary>Frames one streamed reply: every write is a chunk and leaves at once, the first one together with the request's head.</summary>
internal sealed class StreamedReply(RuntimeClient client, string requestId, byte[] frame)
{
    /// <summary>What one frame needs beyond its bytes.</summary>
    public const int Overhead = 2048;

    private int _pending;
    private string? _lost;

    public void Begin(string contentType)
    {
        client.Refresh();
        var head = client.StreamHead(requestId, contentType);
        if (head.Length > Overhead - 16)
        {
            throw new ArgumentException("The content type is too long.", nameof(contentType));
        }

        head.CopyTo(frame, 0);
        _pending = head.Length;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        // An empty chunk would be the end.
        while (bytes.Length > 0)
        {
            var chunk = bytes[..Math.Min(bytes.Length, frame.Length - Overhead)];
            bytes = bytes[chunk.Length..];
            await SendAsync(Frame(chunk.Span));
        }
    }

    /// <summary>Ends the reply, with what went wrong if anything did, and waits for the next event.</summary>
    public async ValueTask<Polled> EndAndNextAsync(ReplyBuffer? error)
    {
        if (_lost is not null)
        {
            await client.AbandonStreamAsync(requestId, _lost);
            return await client.NextAsync();
        }

        var trailers = error is null ? "" :
            $"Lambda-Runtime-Function-Error-Type: Function.UnhandledException\r\nLambda-Runtime-Function-Error-Body: {Convert.ToBase64String(error.Body)}\r\n";
        byte[] end = [.. frame.AsSpan(0, _pending), .. "0\r\n"u8, .. Encoding.ASCII.GetBytes(trailers), .. "\r\n"u8];
        return await client.EndStreamAndNextAsync(requestId, end);
    }

    private ReadOnlyMemory<byte> Frame(ReadOnlySpan<byte> chunk)
    {
        Utf8Formatter.TryFormat(chunk.Length, frame.AsSpan(_pending), out var digits, 'x');
        var length = _pending + digits;
        "\r\n"u8.CopyTo(frame.AsSpan(length));
        chunk.CopyTo(frame.AsSpan(length + 2));
        length += 2 + chunk.Length;
        "\r\n"u8.CopyTo(frame.AsSpan(length));
        _pending = 0;
        return frame.AsMemory(0, length + 2);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (_lost is not null)
            {
                throw new PeerClosedException(_lost);
            }

            await client.SendStreamedAsync(bytes);
        }
        catch (PeerClosedException e)
        {
            // A handler knows streams that break, not our connection.
            _lost = e.Message;
            throw new IOException(e.Message, e);
        }
    }
}
