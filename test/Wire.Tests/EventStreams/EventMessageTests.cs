using System.Buffers;
using System.Buffers.Binary;
using Gatehouse.Wire.EventStreams;

namespace Gatehouse.Wire.Tests.EventStreams;

/// <summary>The binary framing of event streams; boto3 reads the real ones in the services' tests.</summary>
public sealed class EventMessageTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)] // the check value of every CRC-32
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Checksum_IsCrc32(string text, uint expected)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.Equal(expected, Crc32.Of(bytes));
        Assert.Equal(expected, Crc32.Of(bytes.AsSpan(bytes.Length / 3), Crc32.Of(bytes.AsSpan(0, bytes.Length / 3))));
    }

    [Fact]
    public void Message_HasItsLengthsHeadersAndChecksums()
    {
        var output = new ArrayBufferWriter<byte>();

        EventMessage.Write(output, "Some"u8, "text/plain"u8, "payload"u8);

        var message = output.WrittenSpan;
        var headers = (byte[])[11, .. ":event-type"u8, 7, 0, 4, .. "Some"u8, 13, .. ":content-type"u8, 7, 0, 10, .. "text/plain"u8, 13, .. ":message-type"u8, 7, 0, 5, .. "event"u8];
        Assert.Equal((message.Length, headers.Length), (BinaryPrimitives.ReadInt32BigEndian(message), BinaryPrimitives.ReadInt32BigEndian(message[4..])));
        Assert.Equal(Crc32.Of(message[..8]), BinaryPrimitives.ReadUInt32BigEndian(message[8..]));
        Assert.Equal([.. headers, .. "payload"u8], message[12..^4].ToArray());
        Assert.Equal(Crc32.Of(message[..^4]), BinaryPrimitives.ReadUInt32BigEndian(message[^4..]));
    }
}
