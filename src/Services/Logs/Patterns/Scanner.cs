using System.Text;
using System.Text.RegularExpressions;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary>Walks over the text of a pattern.</summary>
internal sealed class Scanner(string text)
{
    private int _at;

    public bool AtEnd => _at >= text.Length;

    public char Current => AtEnd ? '\0' : text[_at];

    public void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    /// <summary>Takes a token, with the space before it; false when something else comes.</summary>
    public bool TryTake(string token)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    /// <summary>Takes a word written in capitals or not, only where it ends there.</summary>
    public bool TryTakeWord(string word)
    {
        SkipSpace();
        var end = _at + word.Length;
        if (string.Compare(text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0 || (end < text.Length && char.IsLetterOrDigit(text[end])))
        {
            return false;
        }

        _at = end;
        return true;
    }

    public void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw Broken();
        }
    }

    public string ReadWhile(Func<char, bool> belongs)
    {
        var start = _at;
        while (!AtEnd && belongs(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>A quoted text, without its quotes; a backslash takes the next character as it is.</summary>
    public string ReadQuoted()
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        while (!AtEnd && text[_at] != quote)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            value.Append(text[_at++]);
        }

        if (AtEnd)
        {
            throw Broken();
        }

        _at++;
        return value.ToString();
    }

    /// <summary>A regular expression between percent signs.</summary>
    public Regex ReadRegex()
    {
        var end = text.IndexOf('%', ++_at);
        if (end < 0)
        {
            throw Broken();
        }

        var expression = text[_at..end];
        _at = end + 1;
        try
        {
            // Whoever sends patterns may send a bad one: this engine's time is linear in the message.
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            throw LogsErrors.InvalidPattern($"Invalid regular expression: {expression}");
        }
    }

    public Wire.AwsException Broken() => LogsErrors.InvalidPattern($"Invalid metric filter pattern: unexpected input at position {_at}");
}
