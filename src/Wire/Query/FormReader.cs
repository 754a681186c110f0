using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Wire.Shapes;

namespace Gatehouse.Wire.Query;

/// <summary>Turns a form into the JSON that a contract reads.</summary>
internal static class FormReader
{
    public static void WriteMembers(Utf8JsonWriter writer, JsonTypeInfo type, Form form)
    {
        foreach (var property in type.Properties)
        {
            if (form.Find(property.Name) is { } node)
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.PropertyType, node, type);
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, Type type, Form node, JsonTypeInfo parent)
    {
        var contract = parent.Options.GetTypeInfo(type);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                writer.WriteStartArray();
                foreach (var item in node.Find("member")?.Numbered() ?? [])
                {
                    Write(writer, contract.ElementType!, item, contract);
                }

                writer.WriteEndArray();
                break;
            case JsonTypeInfoKind.Dictionary:
                writer.WriteStartObject();
                foreach (var entry in node.Find("entry")?.Numbered() ?? [])
                {
                    writer.WritePropertyName(entry.Find("key")?.Value ?? "");
                    Write(writer, contract.ElementType!, entry.Find("value") ?? new Form(), contract);
                }

                writer.WriteEndObject();
                break;
            case JsonTypeInfoKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, contract, node);
                writer.WriteEndObject();
                break;
            default:
                Member.WriteScalar(writer, type, node.Value ?? "");
                break;
        }
    }
}
