using System.Buffers.Binary;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>
/// What is known of a full segment, in a small file beside it, so that opening a group with gigabytes of events reads only its last
/// segment. Written when the segment is whole on the disk; missing, torn or for another length, it is as if it were not there.
/// </summary>
/// <remarks>Little-endian: length of the segment (8), number of streams (4), for each its id, first, last and last ingestion time (32), CRC-32C of it all (4).</remarks>
internal static class SegmentIndex
{
    private const int FixedBytes = 12;
    private const int SpanBytes = 32;
    private const int ChecksumBytes = 4;

    public static string PathOf(Segment segment) => Path.ChangeExtension(segment.Path, ".idx");

    public static void Write(Segment segment)
    {
        var data = new byte[FixedBytes + (segment.Streams.Count * SpanBytes) + ChecksumBytes];
        BinaryPrimitives.WriteInt64LittleEndian(data, segment.Length);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(8), segment.Streams.Count);
        var offset = FixedBytes;
        foreach (var (stream, span) in segment.Streams)
        {
            foreach (var number in (ReadOnlySpan<long>)[stream, span.First, span.Last, span.LastIngestion])
            {
                BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(offset), number);
                offset += sizeof(long);
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(offset), Checksum.Of(data.AsSpan(0, offset)));
        File.WriteAllBytes(PathOf(segment), data);
    }

    /// <summary>Fills in what is known of the segment; false when its events have to be read for that.</summary>
    public static bool TryRead(Segment segment)
    {
        var file = new FileInfo(PathOf(segment));
        if (!file.Exists || file.Length < FixedBytes + ChecksumBytes)
        {
            return false;
        }

        var data = File.ReadAllBytes(file.FullName);
        var checkedBytes = data.Length - ChecksumBytes;
        var length = BinaryPrimitives.ReadInt64LittleEndian(data);
        var streams = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(8));
        if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(checkedBytes)) != Checksum.Of(data.AsSpan(0, checkedBytes))
            || checkedBytes != FixedBytes + ((long)streams * SpanBytes)
            || length != new FileInfo(segment.Path).Length)
        {
            return false;
        }

        for (var offset = FixedBytes; offset < checkedBytes; offset += SpanBytes)
        {
            var numbers = data.AsSpan(offset, SpanBytes);
            segment.Add(BinaryPrimitives.ReadInt64LittleEndian(numbers), new StreamSpan(
                BinaryPrimitives.ReadInt64LittleEndian(numbers[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(numbers[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(numbers[24..])));
        }

        segment.Length = length;
        return true;
    }
}
