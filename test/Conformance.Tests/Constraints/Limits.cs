using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>What a shape of AWS's model allows.</summary>
internal sealed record Limits(string Type, string[]? Enum, long? Min, long? Max, string? Pattern)
{
    private Regex? _pattern;

    public bool IsNumber => Type is "integer" or "long" or "float" or "double";

    public static Limits Of(JsonElement shape) => new(
        shape.GetProperty("type").GetString()!,
        shape.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : null,
        shape.TryGetProperty("min", out var min) ? (long)min.GetDouble() : null,
        shape.TryGetProperty("max", out var max) ? (long)Math.Min(max.GetDouble(), long.MaxValue) : null,
        shape.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null);

    /// <summary>Whether the whole text fits the pattern: AWS's own validators match from end to end.</summary>
    public bool Matches(string text) => Pattern is null || (_pattern ??= Whole(Pattern)).IsMatch(text);

    private static Regex Whole(string pattern)
    {
        // Java writes what lies beyond the first plane as \u10000; here it takes surrogates, which no probe has.
        var text = pattern.Replace(@"\u10000-\u10FFFF", "", StringComparison.Ordinal);
        // Java's \w and \d are ASCII. The option for that knows no Unicode categories, so those patterns go without.
        var ascii = text.Replace(@"[\w]", "[A-Za-z0-9_]", StringComparison.Ordinal).Replace(@"\w", "A-Za-z0-9_", StringComparison.Ordinal).Replace(@"\d", "[0-9]", StringComparison.Ordinal).Replace("[[0-9]]", "[0-9]", StringComparison.Ordinal);
        return new Regex($@"\A(?:{ascii})\z", RegexOptions.CultureInvariant);
    }
}
