using System.Buffers;
using System.Buffers.Binary;

namespace Gatehouse.Wire.EventStreams;

/// <summary>
/// Writes messages of <c>application/vnd.amazon.eventstream</c>: lengths and their checksum, headers, payload, checksum of everything.
/// See https://smithy.io/2.0/aws/amazon-eventstream.html.
/// </summary>
public static class EventMessage
{
    public const string ContentType = "application/vnd.amazon.eventstream";

    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;
    private const byte StringHeader = 7;

    /// <summary>Writes one event of a stream.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> eventType, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> payload)
    {
        var headersLength = HeaderLength(":event-type"u8, eventType) + HeaderLength(":content-type"u8, contentType) + HeaderLength(":message-type"u8, "event"u8);
        var total = PreludeLength + headersLength + payload.Length + ChecksumLength;
        var front = output.GetSpan(PreludeLength + headersLength)[..(PreludeLength + headersLength)];
        BinaryPrimitives.WriteInt32BigEndian(front, total);
        BinaryPrimitives.WriteInt32BigEndian(front[4..], headersLength);
        BinaryPrimitives.WriteUInt32BigEndian(front[8..], Crc32.Of(front[..8]));
        var rest = front[PreludeLength..];
        rest = WriteHeader(rest, ":event-type"u8, eventType);
        rest = WriteHeader(rest, ":content-type"u8, contentType);
        WriteHeader(rest, ":message-type"u8, "event"u8);

        // Before the front is handed over: its memory is the writer's from then on.
        var checksum = Crc32.Of(payload, Crc32.Of(front));
        output.Advance(front.Length);
        output.Write(payload);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(ChecksumLength), checksum);
        output.Advance(ChecksumLength);
    }

    private static int HeaderLength(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 1 + name.Length + 1 + 2 + value.Length;

    private static Span<byte> WriteHeader(Span<byte> into, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        into[0] = (byte)name.Length;
        name.CopyTo(into[1..]);
        into = into[(1 + name.Length)..];
        into[0] = StringHeader;
        BinaryPrimitives.WriteUInt16BigEndian(into[1..], (ushort)value.Length);
        value.CopyTo(into[3..]);
        return into[(3 + value.Length)..];
    }
}
