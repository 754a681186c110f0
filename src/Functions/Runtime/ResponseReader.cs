using System.Buffers.Text;

namespace Gatehouse.Functions.Runtime;

/// <summary>Cuts responses out of what a <see cref="RuntimeSocket"/> receives: heads, bodies by length, chunked, or up to the end.</summary>
internal sealed class ResponseReader(RuntimeSocket socket, ResponseHead head)
{
    // AWS's client context alone may have 3583 bytes; 64 KB is what the large servers refuse at.
    private const int LargestHead = 64 * 1024;

    // Events end at 6 MB (20 MB where a response streams): anything near this is not an event.
    private const int LargestBody = 64 * 1024 * 1024;

    /// <summary>Reads one final response and fills the head; the body stays valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync()
    {
        do
        {
            head.Parse((await ReadHeadAsync()).Span);
        }
        while (head.Status < 200);

        if (!head.HasBody)
        {
            return default;
        }

        if (head.Chunked)
        {
            return await ReadChunksAsync();
        }

        return head.ContentLength is { } length ? await TakeAsync(Bounded(length)) : await ReadToEndAsync();
    }

    private async ValueTask<Memory<byte>> ReadHeadAsync()
    {
        var searched = 0;
        while (true)
        {
            var end = socket.Received[searched..].IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return socket.Take(searched + end + 4);
            }

            if (socket.Received.Length > LargestHead)
            {
                throw new RuntimeApiException($"The Runtime API sent a head of more than {LargestHead} bytes.");
            }

            searched = Math.Max(0, socket.Received.Length - 3);
            await socket.ReceiveMoreAsync();
        }
    }

    private async ValueTask<Memory<byte>> TakeAsync(int length)
    {
        while (socket.Received.Length < length)
        {
            await socket.ReceiveMoreAsync(length - socket.Received.Length);
        }

        return socket.Take(length);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync()
    {
        var body = new MemoryStream();
        while (true)
        {
            var length = ParseChunkSize((await TakeLineAsync()).Span);
            if (length == 0)
            {
                break;
            }

            body.Write((await TakeAsync(Bounded(body.Length + length) - (int)body.Length)).Span);
            if (!(await TakeAsync(2)).Span.SequenceEqual("\r\n"u8))
            {
                throw new RuntimeApiException("The Runtime API sent a broken chunk.");
            }
        }

        while ((await TakeLineAsync()).Length > 2)
        {
            // Trailers say nothing that is needed.
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadToEndAsync()
    {
        head.ClosesAfterThis();
        try
        {
            while (true)
            {
                Bounded(socket.Received.Length);
                await socket.ReceiveMoreAsync();
            }
        }
        catch (PeerClosedException)
        {
            // The end of the connection is the end of this body: HTTP/1.0's framing.
            return socket.Take(socket.Received.Length);
        }
    }

    private async ValueTask<Memory<byte>> TakeLineAsync()
    {
        while (true)
        {
            var end = socket.Received.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                return socket.Take(end + 2);
            }

            if (socket.Received.Length > LargestHead)
            {
                throw new RuntimeApiException("The Runtime API sent a chunk header without an end.");
            }

            await socket.ReceiveMoreAsync();
        }
    }

    private static long ParseChunkSize(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out long size, out var digits, 'X') || size < 0 ||
            !(line[digits] is (byte)'\r' or (byte)';' or (byte)' ' or (byte)'\t'))
        {
            throw new RuntimeApiException("The Runtime API sent a broken chunk size.");
        }

        return size;
    }

    private static int Bounded(long length) => length <= LargestBody
        ? (int)length
        : throw new RuntimeApiException($"The Runtime API sent an event of more than {LargestBody} bytes.");
}
