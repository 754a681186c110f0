using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>
/// One event in a segment, little-endian: length of what follows the checksum (4), CRC-32C of that (4), stream (8),
/// timestamp (8), ingestion time (8), message in UTF-8. A record that was cut off, or whose checksum is wrong, ends the segment.
/// </summary>
internal readonly ref struct LogRecord
{
    public const int HeaderBytes = 8;
    private const int FixedBytes = 24;

    // Twice the largest event that PutLogEvents takes: a length above that is not one that we wrote.
    private const int MaxPayloadBytes = 2 * 1024 * 1024;

    /// <summary>No record is longer.</summary>
    public const int MostBytes = HeaderBytes + MaxPayloadBytes;

    private LogRecord(ReadOnlySpan<byte> payload) => Payload = payload;

    public long Stream => BinaryPrimitives.ReadInt64LittleEndian(Payload);

    public long Timestamp => BinaryPrimitives.ReadInt64LittleEndian(Payload[8..]);

    public long IngestionTime => BinaryPrimitives.ReadInt64LittleEndian(Payload[16..]);

    public ReadOnlySpan<byte> Message => Payload[FixedBytes..];

    public int TotalBytes => HeaderBytes + Payload.Length;

    private ReadOnlySpan<byte> Payload { get; }

    public static void Write(IBufferWriter<byte> output, long stream, long timestamp, long ingestionTime, string message)
    {
        var length = FixedBytes + Encoding.UTF8.GetByteCount(message);
        var span = output.GetSpan(HeaderBytes + length)[..(HeaderBytes + length)];
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        var payload = span[HeaderBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(payload, stream);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(payload[16..], ingestionTime);
        Encoding.UTF8.GetBytes(message, payload[FixedBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum.Of(payload));
        output.Advance(span.Length);
    }

    /// <summary>The record at the start of <paramref name="data"/>; false at the end, and where the data is torn.</summary>
    /// <param name="verify">Whether to compute the checksum: once, when a segment is opened.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, bool verify, out LogRecord record)
    {
        record = default;
        if (data.Length < HeaderBytes + FixedBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        if (length is < FixedBytes or > MaxPayloadBytes || data.Length < HeaderBytes + length)
        {
            return false;
        }

        var payload = data.Slice(HeaderBytes, length);
        if (verify && BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) != Checksum.Of(payload))
        {
            return false;
        }

        record = new LogRecord(payload);
        return true;
    }
}
