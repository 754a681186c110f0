using System.Buffers.Text;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>How far a streamed body could be read.</summary>
internal enum StreamResult
{
    Incomplete,
    Data,
    Complete,
    TooLarge,
    Malformed,
}

/// <summary>Takes a streamed reply apart: its bytes as they arrive, by length or in chunks, then its trailers.</summary>
internal sealed class StreamBody
{
    // A chunk's size with its extensions; a trailer may be as long as all of them.
    private const int LongestLine = 256 * 1024;

    private readonly bool _chunked;
    private StreamTrailers _trailers;
    private StreamPart _part;
    private long _left;
    private int _used;

    internal StreamBody(in RequestHead head)
    {
        _chunked = head.Chunked;
        _left = _chunked ? 0 : head.ContentLength ?? 0;
        _part = _chunked ? StreamPart.Size : StreamPart.Data;
    }

    private enum StreamPart
    {
        Size,
        Data,
        DataEnd,
        Trailers,
        End,
    }

    internal ref readonly StreamTrailers Trailers => ref _trailers;

    /// <summary>The next bytes in <paramref name="input"/>, which keeps them until this answers <see cref="StreamResult.Incomplete"/>.</summary>
    internal StreamResult Take(PooledBuffer input, out ReadOnlyMemory<byte> data)
    {
        data = default;
        while (true)
        {
            var rest = input.Written[_used..];
            if (_part == StreamPart.End)
            {
                input.Consume(_used);
                _used = 0;
                return StreamResult.Complete;
            }

            if (_part == StreamPart.Data)
            {
                if (_left == 0)
                {
                    _part = _chunked ? StreamPart.DataEnd : StreamPart.End;
                    continue;
                }

                if (rest.IsEmpty)
                {
                    return Incomplete(input);
                }

                data = rest[..(int)Math.Min(_left, rest.Length)];
                _left -= data.Length;
                _used += data.Length;
                return StreamResult.Data;
            }

            var end = rest.Span.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return rest.Length > LongestLine ? StreamResult.Malformed : Incomplete(input);
            }

            _used += end + 2;
            if (!TryTakeLine(rest.Span[..end]))
            {
                return StreamResult.Malformed;
            }
        }
    }

    private StreamResult Incomplete(PooledBuffer input)
    {
        // Once for all that was taken: bytes move to the front of the buffer here.
        input.Consume(_used);
        _used = 0;
        return StreamResult.Incomplete;
    }

    private bool TryTakeLine(ReadOnlySpan<byte> line)
    {
        switch (_part)
        {
            case StreamPart.DataEnd:
                _part = StreamPart.Size;
                return line.IsEmpty;
            case StreamPart.Trailers when line.IsEmpty:
                _part = StreamPart.End;
                return true;
            case StreamPart.Trailers:
                return _trailers.TryTake(line);
            default:
                if (!Utf8Parser.TryParse(line, out _left, out var used, 'x') || _left < 0 || (used < line.Length && line[used] != (byte)';'))
                {
                    return false;
                }

                _part = _left == 0 ? StreamPart.Trailers : StreamPart.Data;
                return true;
        }
    }
}
