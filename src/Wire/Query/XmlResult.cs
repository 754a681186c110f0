using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;

namespace Gatehouse.Wire.Query;

/// <summary>Writes a result as the query protocol's XML: the serialized JSON, walked beside its contract, which tells maps from structures.</summary>
internal static class XmlResult
{
    public static void Write(XmlWriter xml, JsonElement value, JsonTypeInfo contract)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when contract.Kind == JsonTypeInfoKind.Dictionary:
                foreach (var entry in value.EnumerateObject())
                {
                    xml.WriteStartElement("entry");
                    xml.WriteElementString("key", entry.Name);
                    xml.WriteStartElement("value");
                    Write(xml, entry.Value, contract.Options.GetTypeInfo(contract.ElementType!));
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    var property = contract.Properties.First(candidate => candidate.Name == member.Name);
                    xml.WriteStartElement(member.Name);
                    Write(xml, member.Value, contract.Options.GetTypeInfo(property.PropertyType));
                    xml.WriteEndElement();
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    xml.WriteStartElement("member");
                    Write(xml, item, contract.Options.GetTypeInfo(contract.ElementType!));
                    xml.WriteEndElement();
                }

                break;
            case JsonValueKind.True:
                xml.WriteString("true");
                break;
            case JsonValueKind.False:
                xml.WriteString("false");
                break;
            default:
                xml.WriteString(Text(value.ToString()));
                break;
        }
    }

    /// <summary>The text with what XML cannot carry replaced: a caller's control character must not make the answer unreadable.</summary>
    public static string Text(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));
}
