using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary>One comparison of a field with a value.</summary>
internal sealed class Condition
{
    private readonly Func<FieldValue, bool> _test;

    private Condition(Func<FieldValue, bool> test) => _test = test;

    public bool Holds(FieldValue value) => _test(value);

    /// <summary>Reads what follows the field: an operator with its value, or a word like <c>IS NULL</c>.</summary>
    public static Condition Read(Scanner scanner)
    {
        if (scanner.TryTakeWord("IS"))
        {
            return scanner.TryTakeWord("NULL") ? OfKind(JsonValueKind.Null)
                : scanner.TryTakeWord("TRUE") ? OfKind(JsonValueKind.True)
                : scanner.TryTakeWord("FALSE") ? OfKind(JsonValueKind.False)
                : throw scanner.Broken();
        }

        if (scanner.TryTakeWord("NOT"))
        {
            return scanner.TryTakeWord("EXISTS") ? new Condition(value => !value.Exists) : throw scanner.Broken();
        }

        if (scanner.TryTakeWord("EXISTS"))
        {
            return new Condition(value => value.Exists);
        }

        return scanner.TryTake("!=") ? Negate(Equal(scanner))
            : scanner.TryTake("<=") ? Ordered(scanner, (a, b) => a <= b)
            : scanner.TryTake(">=") ? Ordered(scanner, (a, b) => a >= b)
            : scanner.TryTake("<") ? Ordered(scanner, (a, b) => a < b)
            : scanner.TryTake(">") ? Ordered(scanner, (a, b) => a > b)
            : scanner.TryTake("=") ? new Condition(Equal(scanner))
            : throw scanner.Broken();
    }

    private static Condition OfKind(JsonValueKind kind) => new(value => value.Kind == kind);

    // A field that is not there is not unequal either: whether AWS agrees is unverified.
    private static Condition Negate(Func<FieldValue, bool> equal) => new(value => value.Exists && !equal(value));

    private static Func<FieldValue, bool> Equal(Scanner scanner)
    {
        scanner.SkipSpace();
        switch (scanner.Current)
        {
            case '%':
                var regex = scanner.ReadRegex();
                return value => value.Exists && regex.IsMatch(value.Text);
            case '"':
                return Like(scanner.ReadQuoted());
            default:
                var word = ReadWord(scanner);
                return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? value => (value.Kind is JsonValueKind.Number or JsonValueKind.String) && value.TryGetNumber(out var actual) && actual.Equals(number)
                    : Like(word);
        }
    }

    private static Condition Ordered(Scanner scanner, Func<double, double, bool> compare)
    {
        scanner.SkipSpace();
        return double.TryParse(ReadWord(scanner), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new Condition(value => value.Kind is JsonValueKind.Number or JsonValueKind.String && value.TryGetNumber(out var actual) && compare(actual, number))
            : throw scanner.Broken();
    }

    /// <summary>Equality with <c>*</c> for any run of characters.</summary>
    private static Func<FieldValue, bool> Like(string text)
    {
        if (!text.Contains('*', StringComparison.Ordinal))
        {
            return value => value.Exists && value.Text == text;
        }

        var pattern = new StringBuilder("^").AppendJoin(".*", text.Split('*').Select(Regex.Escape)).Append(@"\z").ToString();
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        return value => value.Exists && regex.IsMatch(value.Text);
    }

    private static string ReadWord(Scanner scanner)
    {
        var word = scanner.ReadWhile(character => !char.IsWhiteSpace(character) && character is not (')' or '}' or ']' or ',' or '&' or '|'));
        return word.Length > 0 ? word : throw scanner.Broken();
    }
}
