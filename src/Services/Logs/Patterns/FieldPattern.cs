namespace Gatehouse.Services.Logs.Patterns;

/// <summary><c>[ip, user, ..., status = 4*, size > 1000]</c>: lines of that many space-delimited fields for which it holds.</summary>
internal sealed class FieldPattern : FilterPattern
{
    private readonly List<Expression<string>?> _before = [];
    private readonly List<Expression<string>?> _after = [];
    private bool _open;

    public static FieldPattern Read(string text)
    {
        var pattern = new FieldPattern();
        var scanner = new Scanner(text);
        scanner.Expect("[");
        do
        {
            scanner.SkipSpace();
            if (!pattern._open && scanner.TryTake("..."))
            {
                pattern._open = true;
            }
            else
            {
                (pattern._open ? pattern._after : pattern._before).Add(ReadField(scanner));
            }
        }
        while (scanner.TryTake(","));

        scanner.Expect("]");
        scanner.SkipSpace();
        return scanner.AtEnd ? pattern : throw scanner.Broken();
    }

    public override bool Matches(string message)
    {
        var words = Split(message);
        if (_open ? words.Count < _before.Count + _after.Count : words.Count != _before.Count)
        {
            return false;
        }

        return Hold(_before, words, 0) && Hold(_after, words, words.Count - _after.Count);
    }

    private static bool Hold(List<Expression<string>?> fields, List<string> words, int start)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var word = FieldValue.Of(words[start + i]);
            if (fields[i] is { } expression && !expression.Holds(_ => word))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A field's name, alone or with conditions on it.</summary>
    private static Expression<string>? ReadField(Scanner scanner)
    {
        string? first = null;
        scanner.SkipSpace();
        if (scanner.Current != '(')
        {
            first = ReadName(scanner);
            scanner.SkipSpace();
            if (scanner.Current is ',' or ']')
            {
                return null;
            }
        }

        // All conditions of a field are about that field, so the names within them tell nothing new.
        return Expression<string>.Read(scanner, inner => Interlocked.Exchange(ref first, null) ?? ReadName(inner));
    }

    private static string ReadName(Scanner scanner)
    {
        scanner.SkipSpace();
        return scanner.ReadWhile(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '$' or '.');
    }

    /// <summary>Words between spaces; what stands in quotes or brackets is one word, without them.</summary>
    private static List<string> Split(string message)
    {
        var words = new List<string>();
        var at = 0;
        while (at < message.Length)
        {
            if (char.IsWhiteSpace(message[at]))
            {
                at++;
                continue;
            }

            var closing = message[at] switch { '"' => '"', '[' => ']', _ => '\0' };
            var end = closing == '\0' ? -1 : message.IndexOf(closing, at + 1);
            if (end > 0)
            {
                words.Add(message[(at + 1)..end]);
                at = end + 1;
                continue;
            }

            var start = at;
            while (at < message.Length && !char.IsWhiteSpace(message[at]))
            {
                at++;
            }

            words.Add(message[start..at]);
        }

        return words;
    }
}
