namespace Gatehouse.Gateway.Usage;

/// <summary>
/// The first eight bytes of every key value's digest, 16 to 32 bytes of memory each: whether it is worth reading a key from where keys
/// are kept. Callers who guess keys are refused from here. It may say yes to what is gone, never no to what is there.
/// </summary>
/// <remarks>Open addressing with steps of one; readers take no lock, and see a new table as soon as it is published.</remarks>
internal sealed class KnownDigests
{
    private const ulong Empty = 0;
    private const ulong Removed = 1;

    private readonly Lock _writing = new();
    private ulong[] _slots = new ulong[16];
    private int _taken;

    public bool MayHold(ulong digest)
    {
        var slots = Volatile.Read(ref _slots);
        return slots[SlotOf(slots, Usable(digest))] != Empty;
    }

    public void Add(ulong digest)
    {
        lock (_writing)
        {
            if ((_taken + 1) * 2 > _slots.Length)
            {
                Grow();
            }

            var slot = SlotOf(_slots, Usable(digest));
            _taken += _slots[slot] == Empty ? 1 : 0;
            Volatile.Write(ref _slots[slot], Usable(digest));
        }
    }

    public void Remove(ulong digest)
    {
        lock (_writing)
        {
            var slot = SlotOf(_slots, Usable(digest));
            if (_slots[slot] != Empty)
            {
                Volatile.Write(ref _slots[slot], Removed);
            }
        }
    }

    // The digest's slot, or the empty one that ends its chain. Half of the slots are empty, so there always is one.
    private static int SlotOf(ulong[] slots, ulong digest)
    {
        var mask = slots.Length - 1;
        for (var slot = (int)(digest >> 8) & mask; ; slot = (slot + 1) & mask)
        {
            var seen = Volatile.Read(ref slots[slot]);
            if (seen == digest || seen == Empty)
            {
                return slot;
            }
        }
    }

    private static ulong Usable(ulong digest) => digest is Empty or Removed ? digest + 2 : digest;

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        _taken = 0;
        foreach (var digest in _slots)
        {
            if (digest is not (Empty or Removed))
            {
                larger[SlotOf(larger, digest)] = digest;
                _taken++;
            }
        }

        Volatile.Write(ref _slots, larger);
    }
}
