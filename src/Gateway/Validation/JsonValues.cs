using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>Values of JSON as JSON Schema sees them.</summary>
internal static class JsonValues
{
    /// <summary>An integer is a number that is written without fraction and exponent.</summary>
    public static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    /// <summary>The same text for equal values, whatever the order of their members.</summary>
    public static string Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    public static string List(IEnumerable<string> names) => $"[{string.Join(',', names.Select(name => $"\"{name}\""))}]";

    /// <summary>As exact as .NET can.</summary>
    public static int Compare(JsonElement left, JsonElement right) =>
        left.TryGetDecimal(out var one) && right.TryGetDecimal(out var other) ? one.CompareTo(other) : left.GetDouble().CompareTo(right.GetDouble());

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{member.Name.Length}:{member.Name}=");
                    Write(member.Value, text);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                var content = value.GetString()!;
                text.Append(CultureInfo.InvariantCulture, $"\"{content.Length}:{content}");
                break;
            case JsonValueKind.Number:
                // 1, 1.0 and 1e0 are one value.
                text.Append(value.TryGetDecimal(out var number) ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
                    : value.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
