using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>What a schema asks of numbers.</summary>
internal static class NumberKeywords
{
    public static void Add(JsonElement schema, Schema into)
    {
        if (Limit(schema, "minimum", "exclusiveMinimum", out var minimum, out var exclusive))
        {
            into.Add((value, run) =>
            {
                if (value.ValueKind != JsonValueKind.Number)
                {
                    return;
                }

                var order = JsonValues.Compare(value, minimum);
                if (order < 0)
                {
                    run.Add($"numeric instance is lower than the required minimum (minimum: {minimum.GetRawText()}, found: {value.GetRawText()})");
                }
                else if (order == 0 && exclusive)
                {
                    run.Add($"numeric instance is not strictly greater than the required minimum {minimum.GetRawText()}");
                }
            });
        }

        if (Limit(schema, "maximum", "exclusiveMaximum", out var maximum, out var below))
        {
            into.Add((value, run) =>
            {
                if (value.ValueKind != JsonValueKind.Number)
                {
                    return;
                }

                var order = JsonValues.Compare(value, maximum);
                if (order > 0)
                {
                    run.Add($"numeric instance is greater than the required maximum (maximum: {maximum.GetRawText()}, found: {value.GetRawText()})");
                }
                else if (order == 0 && below)
                {
                    run.Add($"numeric instance is not strictly lower than the required maximum {maximum.GetRawText()}");
                }
            });
        }

        if (schema.TryGetProperty("multipleOf", out var step) && step.GetDouble() > 0)
        {
            into.Add((value, run) =>
            {
                if (value.ValueKind == JsonValueKind.Number && !IsMultiple(value, step))
                {
                    run.Add($"remainder of division is not zero ({value.GetRawText()} / {step.GetRawText()})");
                }
            });
        }
    }

    private static bool Limit(JsonElement schema, string name, string exclusiveName, out JsonElement limit, out bool exclusive)
    {
        exclusive = schema.TryGetProperty(exclusiveName, out var flag) && flag.GetBoolean();
        return schema.TryGetProperty(name, out limit) && (limit.ValueKind == JsonValueKind.Number ? true : throw new SchemaException($"{name} is a number"));
    }

    private static bool IsMultiple(JsonElement value, JsonElement step) =>
        value.TryGetDecimal(out var number) && step.TryGetDecimal(out var divisor) && divisor != 0
            ? number % divisor == 0
            : Math.IEEERemainder(value.GetDouble(), step.GetDouble()) == 0;
}
