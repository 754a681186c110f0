using System.Buffers;

namespace Gatehouse.Sandbox.Pool;

/// <summary>A growing buffer that lives with a pooled object and lets go of memory that only one large payload needed.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    // Most events and replies are a few kilobytes; a pool of a thousand invocations must not hold gigabytes.
    private const int MostKept = 256 * 1024;
    private const int Initial = 4096;

    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    internal ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > MostKept)
        {
            _bytes = [];
        }
    }

    /// <summary>Drops bytes from the front.</summary>
    internal void Consume(int count)
    {
        if (count == Length)
        {
            Clear();
            return;
        }

        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, Math.Max(Initial, _bytes.Length * 2)));
        }
    }
}
