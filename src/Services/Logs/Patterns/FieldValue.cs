using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary>What a condition finds in a message: nothing, or a value of some kind.</summary>
internal readonly record struct FieldValue(JsonValueKind Kind, string Text)
{
    public static FieldValue Missing { get; } = new(JsonValueKind.Undefined, "");

    public bool Exists => Kind != JsonValueKind.Undefined;

    public static FieldValue Of(JsonElement element) =>
        new(element.ValueKind, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());

    /// <summary>A word of a line: a text that may be read as a number.</summary>
    public static FieldValue Of(string word) => new(JsonValueKind.String, word);

    public bool TryGetNumber(out double number) => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
