using System.Globalization;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>
/// Where an event stands among those of its group: by its time, then by where it was written, which never changes. As a
/// number of 56 digits it is the event's id and goes into paging tokens.
/// </summary>
/// <param name="Timestamp">Milliseconds since the epoch.</param>
/// <param name="Ordinal">The segment's number and the offset in it.</param>
internal readonly record struct EventPosition(long Timestamp, ulong Ordinal) : IComparable<EventPosition>
{
    private const int Digits = 56;

    public static EventPosition Start => default;

    public static EventPosition At(long timestamp, int segment, long offset) => new(timestamp, ((ulong)segment << 32) | (uint)offset);

    public static int SegmentOf(ulong ordinal) => (int)(ordinal >> 32);

    public static long OffsetIn(ulong ordinal) => (uint)ordinal;

    /// <summary>The first position after this one.</summary>
    public EventPosition Next() => this with { Ordinal = Ordinal + 1 };

    public int CompareTo(EventPosition other) => Timestamp != other.Timestamp ? Timestamp.CompareTo(other.Timestamp) : Ordinal.CompareTo(other.Ordinal);

    public static bool TryParse(ReadOnlySpan<char> text, out EventPosition position)
    {
        position = default;
        if (text.Length != Digits || !UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >> 64 > long.MaxValue)
        {
            return false;
        }

        position = new EventPosition((long)(ulong)(number >> 64), (ulong)number);
        return true;
    }

    public override string ToString() =>
        new UInt128((ulong)Timestamp, Ordinal).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
}
