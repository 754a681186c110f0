using System.Buffers.Binary;
using System.Text;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>A message of protocol buffers as its wire format tells it: numbered fields, without names.</summary>
internal sealed class Protobuf
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public Protobuf(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref message), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), default));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    _fields.Add((field, 0, message[..length]));
                    message = message[length..];
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(message.Span), default));
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"Field {field} has a wire type that is not in use.");
            }
        }
    }

    public IEnumerable<Protobuf> Messages(int field) => _fields.Where(item => item.Field == field).Select(item => new Protobuf(item.Bytes));

    public Protobuf? Message(int field) => Messages(field).FirstOrDefault();

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hexadecimal(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public ulong Number(int field) => _fields.LastOrDefault(item => item.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    public bool Has(int field) => _fields.Exists(item => item.Field == field);

    /// <summary>A list of KeyValue, each value as text.</summary>
    public Dictionary<string, string> Attributes(int field) => Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Message(2)!), StringComparer.Ordinal);

    private static string Value(Protobuf any) =>
        any.Has(1) ? any.Text(1) : any.Has(2) ? any.Number(2) == 1 ? "true" : "false" : any.Has(3) ? $"{(long)any.Number(3)}" : FormattableString.Invariant($"{any.Double(4)}");

    private ReadOnlyMemory<byte> Bytes(int field) => _fields.LastOrDefault(item => item.Field == field).Bytes;

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[0];
            message = message[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
