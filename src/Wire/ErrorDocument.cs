using System.Buffers;
using System.Text.Json;

namespace Gatehouse.Wire;

/// <summary>The JSON body of an error.</summary>
internal static class ErrorDocument
{
    public static ReadOnlyMemory<byte> Write(AwsException error, string? type, (string Small, string Capital) message, string? typeMember = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        if (typeMember is not null)
        {
            writer.WriteString(typeMember, error.Code);
        }

        if (type is not null)
        {
            writer.WriteString("Type", type);
        }

        foreach (var member in error.Members)
        {
            writer.WriteString(member.Key, member.Value);
        }

        foreach (var member in error.Numbers)
        {
            writer.WriteNumber(member.Key, member.Value);
        }

        if (error.Text is { } text)
        {
            writer.WriteString(error.CapitalMessage ? message.Capital : message.Small, text);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
