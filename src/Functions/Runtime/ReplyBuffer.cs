using System.Buffers;

namespace Gatehouse.Functions.Runtime;

/// <summary>
/// Collects a reply's body and frames it in place: room is kept in front for the request's head, and the next poll goes behind,
/// so that reply and poll leave in one write.
/// </summary>
internal sealed class ReplyBuffer : IBufferWriter<byte>
{
    // Our request heads have about 250 bytes; an id or host that would not fit is refused.
    private const int HeadRoom = 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _end = HeadRoom;

    public int BodyLength => _end - HeadRoom;

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(HeadRoom, BodyLength);

    public void Reset() => _end = HeadRoom;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <summary>The whole message: head, body, and whatever is to follow it. The body itself stays as it is.</summary>
    public ReadOnlyMemory<byte> Frame(ReadOnlySpan<byte> head, ReadOnlySpan<byte> following)
    {
        if (head.Length > HeadRoom)
        {
            throw new RuntimeApiException("The Runtime API gave a request id that is too long.");
        }

        Grow(following.Length);
        var start = HeadRoom - head.Length;
        head.CopyTo(_buffer.AsSpan(start));
        following.CopyTo(_buffer.AsSpan(_end));
        return _buffer.AsMemory(start, head.Length + BodyLength + following.Length);
    }

    private void Grow(int sizeHint)
    {
        // Utf8JsonWriter asks for 256 bytes and expects more than nothing when it names no size.
        var needed = Math.Max(sizeHint, 256);
        if (_buffer.Length - _end < needed)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_end + needed)));
        }
    }
}
