using System.Text.RegularExpressions;

namespace Gatehouse.Gateway.Validation;

/// <summary>A pattern of a schema. ? It is read as .NET's dialect, which differs from ECMA 262 where only experts look.</summary>
internal sealed class SchemaPattern
{
    // Only patterns with look-around or back references can take long; a body must not hold the server with one.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(250);

    private readonly Regex _regex;

    public SchemaPattern(string pattern)
    {
        try
        {
            _regex = Linear(pattern) ?? new Regex(pattern, RegexOptions.CultureInvariant, s_longest);
        }
        catch (ArgumentException wrong)
        {
            throw new SchemaException($"'{pattern}' is no regular expression: {wrong.Message}");
        }
    }

    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Nobody can tell; a caller who makes it so is not let through.
            return false;
        }
    }

    public override string ToString() => _regex.ToString();

    private static Regex? Linear(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
