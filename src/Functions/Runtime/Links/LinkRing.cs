namespace Gatehouse.Functions.Runtime.Links;

/// <summary>
/// One end of a ring of bytes in shared memory. Its own counter is kept here and only shown to the other side, whose counter is
/// believed only as far as it can be true.
/// </summary>
internal sealed unsafe class LinkRing
{
    private const uint Capacity = LinkLayout.RingBytes;

    private readonly uint* _own;
    private readonly uint* _others;
    private readonly byte* _bytes;
    private uint _at;

    private LinkRing(uint* own, uint* others, byte* bytes)
    {
        _own = own;
        _others = others;
        _bytes = bytes;
    }

    /// <param name="memory">Where all that is shared begins; the others count from there.</param>
    /// <param name="own">Where this side shows how far it is.</param>
    /// <param name="others">Where the other side does.</param>
    /// <param name="ring">Where the bytes are.</param>
    public static LinkRing Of(byte* memory, int own, int others, int ring) => new((uint*)(memory + own), (uint*)(memory + others), memory + ring);

    /// <summary>Writes what there is room for; less than zero when the other side claims to have read what was never written.</summary>
    public int Write(ReadOnlySpan<byte> source)
    {
        var used = _at - Volatile.Read(ref *_others);
        if (used > Capacity)
        {
            return -1;
        }

        var count = (int)Math.Min((uint)source.Length, Capacity - used);
        var (first, second) = Parts(count);
        source[..first.Length].CopyTo(first);
        source[first.Length..count].CopyTo(second);
        return Advance(count);
    }

    /// <summary>Reads what is there; less than zero when the other side claims to have written more than there is room for.</summary>
    public int Read(Span<byte> target)
    {
        var available = Volatile.Read(ref *_others) - _at;
        if (available > Capacity)
        {
            return -1;
        }

        var count = (int)Math.Min((uint)target.Length, available);
        var (first, second) = Parts(count);
        first.CopyTo(target);
        second.CopyTo(target[first.Length..]);
        return Advance(count);
    }

    /// <summary>For the reading side: whether the other has written.</summary>
    public bool HasData => Volatile.Read(ref *_others) != _at;

    /// <summary>For the writing side: whether the other has read.</summary>
    public bool HasRoom => _at - Volatile.Read(ref *_others) != Capacity;

    private Parts Parts(int count)
    {
        var start = (int)(_at & (Capacity - 1));
        var first = Math.Min(count, (int)Capacity - start);
        return new Parts(new Span<byte>(_bytes + start, first), new Span<byte>(_bytes, count - first));
    }

    private int Advance(int count)
    {
        _at += (uint)count;
        Volatile.Write(ref *_own, _at);
        return count;
    }
}

/// <summary>The two parts of a ring that lie one behind the other in it.</summary>
internal readonly ref struct Parts(Span<byte> first, Span<byte> second)
{
    private readonly Span<byte> _first = first;
    private readonly Span<byte> _second = second;

    public void Deconstruct(out Span<byte> first, out Span<byte> second)
    {
        first = _first;
        second = _second;
    }
}
