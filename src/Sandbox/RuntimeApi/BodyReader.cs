using System.Buffers.Text;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>How far a body could be read.</summary>
internal enum BodyResult
{
    Incomplete,
    Complete,
    TooLarge,
    Malformed,
}

/// <summary>Takes one request body, by length or in chunks, out of whatever arrives.</summary>
internal struct BodyReader
{
    // 6 MiB and the 100 bytes that AWS allows on top.
    internal const int MostBytes = 6_291_556;

    // A reply that is too large is still read, so that the runtime hears of it instead of a broken connection. Not for ever.
    private const long MostDiscarded = 64L * 1024 * 1024;
    private const int LongestChunkLine = 1024;

    private readonly bool _chunked;
    private long _left;
    private long _total;
    private ChunkState _state;

    internal BodyReader(in RequestHead head)
    {
        _chunked = head.Chunked;
        _left = _chunked ? 0 : head.ContentLength ?? 0;
        _state = ChunkState.Size;
    }

    private enum ChunkState
    {
        Size,
        Data,
        DataEnd,
        Trailer,
    }

    /// <summary>Moves bytes from <paramref name="input"/> to <paramref name="body"/> until the body ends or the input does.</summary>
    internal BodyResult Take(PooledBuffer input, PooledBuffer body) => _chunked ? TakeChunks(input, body) : TakeLength(input, body);

    private BodyResult TakeLength(PooledBuffer input, PooledBuffer body)
    {
        TakeData(input, body);
        return _total > MostDiscarded ? BodyResult.Malformed : _left == 0 ? Finished() : BodyResult.Incomplete;
    }

    private BodyResult TakeChunks(PooledBuffer input, PooledBuffer body)
    {
        while (true)
        {
            if (_state == ChunkState.Data)
            {
                TakeData(input, body);
                if (_total > MostDiscarded)
                {
                    return BodyResult.Malformed;
                }

                if (_left > 0)
                {
                    return BodyResult.Incomplete;
                }

                _state = ChunkState.DataEnd;
            }

            var end = input.WrittenSpan.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return input.Length > LongestChunkLine ? BodyResult.Malformed : BodyResult.Incomplete;
            }

            var line = input.WrittenSpan[..end];
            var result = TakeLine(line);
            input.Consume(end + 2);
            if (result is { } ended)
            {
                return ended;
            }
        }
    }

    private BodyResult? TakeLine(ReadOnlySpan<byte> line)
    {
        switch (_state)
        {
            case ChunkState.DataEnd:
                _state = ChunkState.Size;
                return line.IsEmpty ? null : BodyResult.Malformed;
            case ChunkState.Trailer:
                return line.IsEmpty ? Finished() : null;
            default:
                if (!Utf8Parser.TryParse(line, out long size, out var used, 'x') || size < 0 || (used < line.Length && line[used] != (byte)';'))
                {
                    return BodyResult.Malformed;
                }

                _left = size;
                _state = size == 0 ? ChunkState.Trailer : ChunkState.Data;
                return null;
        }
    }

    private void TakeData(PooledBuffer input, PooledBuffer body)
    {
        var count = (int)Math.Min(_left, input.Length);
        _total += count;
        _left -= count;
        if (_total <= MostBytes)
        {
            body.Append(input.WrittenSpan[..count]);
        }

        if (count > 0)
        {
            input.Consume(count);
        }
    }

    private readonly BodyResult Finished() => _total > MostBytes ? BodyResult.TooLarge : BodyResult.Complete;
}
