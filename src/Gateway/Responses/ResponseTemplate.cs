using System.Text;

namespace Gatehouse.Gateway.Responses;

/// <summary>The template of a gateway response: plain substitution of <c>$context.…</c>, <c>$stageVariables.…</c> and <c>$method.request.…</c>, no VTL.</summary>
internal sealed class ResponseTemplate
{
    private static readonly string[] Roots = ["context.", "stageVariables.", "method."];

    // Odd places hold names of variables, even ones literal text.
    private readonly string[] _parts;

    public ResponseTemplate(string text) => _parts = Split(text, Roots);

    /// <summary>Literal text and names of variables in turn; the first and the last are text.</summary>
    public static string[] Split(string text, string[] roots)
    {
        var parts = new List<string>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '$' && VariableAt(text, i + 1, roots) is { } variable)
            {
                parts.Add(literal.ToString());
                parts.Add(variable);
                literal.Clear();
                i += 1 + variable.Length;
            }
            else
            {
                literal.Append(text[i++]);
            }
        }

        parts.Add(literal.ToString());
        return [.. parts];
    }

    /// <param name="resolve">The value of a variable; null leaves nothing in its place.</param>
    public string Fill(Func<string, string?> resolve)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _parts.Length; i++)
        {
            text.Append(i % 2 == 0 ? _parts[i] : resolve(_parts[i]));
        }

        return text.ToString();
    }

    private static string? VariableAt(string text, int start, string[] roots)
    {
        if (!roots.Any(root => text.AsSpan(start).StartsWith(root, StringComparison.Ordinal)))
        {
            return null;
        }

        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' or '-'))
        {
            end++;
        }

        return text[start..end].TrimEnd('.', '-');
    }
}
