using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Cli;

/// <summary>Reads what may be missing: a server of another version may say less.</summary>
internal static class JsonReading
{
    /// <summary>The member as text for people; empty when it is missing or null.</summary>
    public static string Text(this JsonElement element, string member) => element.Find(member) switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } text => Printable(text.GetString()!),
        { } other => Printable(other.GetRawText()),
    };

    public static JsonElement? Find(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string member) =>
        element.Find(member) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The members of an object as text for people.</summary>
    public static IEnumerable<(string Name, string Value)> Members(this JsonElement element, string member) =>
        element.Find(member) is { ValueKind: JsonValueKind.Object } pairs
            ? pairs.EnumerateObject().Select(pair => (Printable(pair.Name), pairs.Text(pair.Name)))
            : [];

    /// <summary>A number of milliseconds, for example <c>0.25 ms</c>; empty when missing.</summary>
    public static string Milliseconds(this JsonElement element, string member) =>
        element.Find(member) is { ValueKind: JsonValueKind.Number } number
            ? string.Create(CultureInfo.InvariantCulture, $"{number.GetDouble():0.###} ms")
            : "";

    /// <summary>A number of microseconds in milliseconds; empty when missing.</summary>
    public static string Microseconds(this JsonElement element, string member) =>
        element.Find(member) is { ValueKind: JsonValueKind.Number } number
            ? string.Create(CultureInfo.InvariantCulture, $"{number.GetDouble() / 1000:0.###} ms")
            : "";

    // Paths and headers come from strangers; none of them gets to steer the owner's terminal.
    private static string Printable(string text)
    {
        if (!text.Any(character => char.IsControl(character) && character != '\n'))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            safe.Append(char.IsControl(character) && character != '\n' ? '?' : character);
        }

        return safe.ToString();
    }
}
