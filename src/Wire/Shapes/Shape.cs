using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gatehouse.Wire.Shapes;

/// <summary>A record as the wire sees it: its members, and where each one travels. Read from System.Text.Json's contract once.</summary>
internal sealed class Shape
{
    private Shape(JsonTypeInfo type, Member[] members)
    {
        Type = type;
        Members = members;
        HasBoundMembers = members.Any(member => member.Place != Place.Body);
    }

    public JsonTypeInfo Type { get; }

    public IReadOnlyList<Member> Members { get; }

    public bool HasBoundMembers { get; }

    public static Shape Of(JsonTypeInfo type)
    {
        var members = new List<Member>();
        foreach (var property in type.Properties)
        {
            var (place, name) = PlaceOf(property);
            members.Add(new Member(property.Name, name, place, property.PropertyType, property.IsRequired));
        }

        return new Shape(type, [.. members]);
    }

    private static (Place Place, string Name) PlaceOf(JsonPropertyInfo property)
    {
        foreach (var attribute in property.AttributeProvider?.GetCustomAttributes(inherit: false) ?? [])
        {
            switch (attribute)
            {
                case UriAttribute uri:
                    return (Place.Uri, uri.Label);
                case QueryAttribute query:
                    return (Place.Query, query.Name);
                case HeaderAttribute header:
                    return (Place.Header, header.Name);
                case StatusCodeAttribute:
                    return (Place.Status, property.Name);
            }
        }

        return (Place.Body, property.Name);
    }
}

internal enum Place
{
    Body,
    Uri,
    Query,
    Header,
    Status,
}

/// <param name="JsonName">Its name in the document that System.Text.Json reads and writes.</param>
/// <param name="WireName">Its name where it travels.</param>
internal sealed record Member(string JsonName, string WireName, Place Place, Type Type, bool Required)
{
    public bool IsList => Type.IsArray || (Type.IsGenericType && Nullable.GetUnderlyingType(Type) is null);

    /// <summary>Writes a text from a URI, query, header or form as the JSON that the member's type asks for.</summary>
    public static void WriteScalar(Utf8JsonWriter writer, Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(bool) && bool.TryParse(text, out var flag))
        {
            writer.WriteBooleanValue(flag);
        }
        else if (plain == typeof(string) || plain == typeof(bool) || !decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            // Text where a number or a flag belongs stays text: the deserializer then refuses it by name.
            writer.WriteStringValue(text);
        }
        else if (plain == typeof(int) || plain == typeof(long) || plain == typeof(double) || plain == typeof(decimal))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
