using System.Buffers;
using System.Text.Json;
using Gatehouse.Wire.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Wire.RestJson;

/// <summary>Members that travel outside the body.</summary>
internal static class BoundMembers
{
    public static void WriteValues(Utf8JsonWriter writer, Member member, StringValues values)
    {
        if (!member.IsList)
        {
            Member.WriteScalar(writer, member.Type, values[^1] ?? "");
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Takes bound members out of a serialized result and puts them where they belong; answers the rest.</summary>
    public static ReadOnlyMemory<byte> Unfold(byte[] serialized, Shape shape, HttpResponse response)
    {
        using var document = JsonDocument.Parse(serialized);
        var buffer = new ArrayBufferWriter<byte>(serialized.Length);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var member = shape.Members.First(candidate => candidate.JsonName == property.Name);
            switch (member.Place)
            {
                case Place.Header:
                    response.Headers[member.WireName] = property.Value.ToString();
                    break;
                case Place.Status:
                    response.StatusCode = property.Value.GetInt32();
                    break;
                default:
                    property.WriteTo(writer);
                    break;
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
