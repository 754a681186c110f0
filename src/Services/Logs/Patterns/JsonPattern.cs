using System.Text.Json;

namespace Gatehouse.Services.Logs.Patterns;

/// <summary><c>{ $.level = "ERROR" &amp;&amp; $.n > 3 }</c>: messages that are JSON and for which it holds.</summary>
internal sealed class JsonPattern(Expression<JsonSelector> expression) : FilterPattern
{
    public static JsonPattern Read(string text)
    {
        var scanner = new Scanner(text);
        scanner.Expect("{");
        var expression = Expression<JsonSelector>.Read(scanner, JsonSelector.Read);
        scanner.Expect("}");
        scanner.SkipSpace();
        return scanner.AtEnd ? new JsonPattern(expression) : throw scanner.Broken();
    }

    public override bool Matches(string message)
    {
        // Most lines of a function are not JSON; do not pay for an exception to learn it.
        if (message.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            return expression.Holds(selector => selector.Find(document.RootElement));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
