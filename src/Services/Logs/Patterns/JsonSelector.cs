using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary>A way into a JSON document: <c>$.a.b[0]['c.d']</c>.</summary>
internal sealed class JsonSelector
{
    private readonly List<Step> _steps = [];

    public static JsonSelector Read(Scanner scanner)
    {
        var selector = new JsonSelector();
        scanner.Expect("$");
        while (true)
        {
            if (scanner.Current == '.')
            {
                scanner.Expect(".");
                if (scanner.Current == '[')
                {
                    continue;
                }

                var name = scanner.ReadWhile(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '@' or '#' or '/');
                selector._steps.Add(name.Length > 0 ? new Step(name, -1) : throw scanner.Broken());
            }
            else if (scanner.Current == '[')
            {
                scanner.Expect("[");
                selector._steps.Add(ReadBracket(scanner));
                scanner.Expect("]");
            }
            else
            {
                return selector;
            }
        }
    }

    public FieldValue Find(JsonElement document)
    {
        var current = document;
        foreach (var step in _steps)
        {
            switch (current.ValueKind)
            {
                case JsonValueKind.Object when step.Name is not null && current.TryGetProperty(step.Name, out var member):
                    current = member;
                    break;
                case JsonValueKind.Array when step.Name is null && step.Index < current.GetArrayLength():
                    current = current[step.Index];
                    break;
                default:
                    return FieldValue.Missing;
            }
        }

        return FieldValue.Of(current);
    }

    private static Step ReadBracket(Scanner scanner)
    {
        scanner.SkipSpace();
        if (scanner.Current is '"' or '\'')
        {
            return new Step(scanner.ReadQuoted(), -1);
        }

        return int.TryParse(scanner.ReadWhile(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new Step(null, index)
            : throw scanner.Broken();
    }

    /// <summary>A member's name, or an index when that is null.</summary>
    private readonly record struct Step(string? Name, int Index);
}
