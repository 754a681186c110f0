using System.Globalization;

namespace Gatehouse.Gateway.Journal;

/// <summary>Text in the form that Terraform reads.</summary>
internal static class Hcl
{
    /// <summary>In quotes. What callers and owners wrote must neither end the string nor be evaluated.</summary>
    public static string Quoted(string text)
    {
        var safe = string.Concat(Comment(text).Select(character => character is '"' or '\\' ? $"\\{character}" : $"{character}"));
        return $"\"{safe.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal)}\"";
    }

    /// <summary>On one line.</summary>
    public static string Comment(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    /// <summary>The equals signs of <c>name = value</c> below each other, as <c>terraform fmt</c> writes them; what is no such line stays.</summary>
    public static IEnumerable<string> Aligned(IReadOnlyList<string> lines)
    {
        var width = lines.Max(line => NameLength(line));
        return lines.Select(line => NameLength(line) is var length and > 0 ? $"{line[..length].PadRight(width)}{line[length..]}" : line);
    }

    public static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static int NameLength(string line) =>
        line[0] is ' ' or '}' || line.EndsWith('{') ? 0 : line.IndexOf(" = ", StringComparison.Ordinal) is var length and > 0 ? length : 0;
}
