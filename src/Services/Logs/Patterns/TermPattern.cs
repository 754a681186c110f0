using System.Text.RegularExpressions;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary>
/// Words: all must occur, of those with <c>?</c> one is enough, those with <c>-</c> must not. Case counts. Optional words beside
/// others are ignored, as AWS's guide says.
/// </summary>
internal sealed class TermPattern : FilterPattern
{
    private readonly List<Func<string, bool>> _required = [];
    private readonly List<Func<string, bool>> _optional = [];
    private readonly List<Func<string, bool>> _excluded = [];

    public static TermPattern Read(string text)
    {
        var pattern = new TermPattern();
        var scanner = new Scanner(text);
        for (scanner.SkipSpace(); !scanner.AtEnd; scanner.SkipSpace())
        {
            var terms = scanner.TryTake("?") ? pattern._optional : scanner.TryTake("-") ? pattern._excluded : pattern._required;
            terms.Add(ReadTerm(scanner));
        }

        return pattern;
    }

    public override bool Matches(string message) =>
        _required.TrueForAll(term => term(message))
        && !_excluded.Exists(term => term(message))
        && (_required.Count + _excluded.Count > 0 || _optional.Exists(term => term(message)));

    private static Func<string, bool> ReadTerm(Scanner scanner)
    {
        switch (scanner.Current)
        {
            case '"':
                var phrase = scanner.ReadQuoted();
                return message => message.Contains(phrase, StringComparison.Ordinal);
            case '%':
                Regex regex = scanner.ReadRegex();
                return regex.IsMatch;
            default:
                var word = scanner.ReadWhile(character => !char.IsWhiteSpace(character));
                return word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || character is '_' or '.')
                    ? message => message.Contains(word, StringComparison.Ordinal)
                    : throw LogsErrors.InvalidPattern($"Invalid character(s) in term '{word}'");
        }
    }
}
