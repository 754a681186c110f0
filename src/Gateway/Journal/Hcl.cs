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

    public static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
