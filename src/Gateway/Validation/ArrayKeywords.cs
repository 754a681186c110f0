using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>What a schema asks of arrays and their items.</summary>
internal static class ArrayKeywords
{
    public static void Add(JsonElement schema, Schema into, Func<JsonElement, Schema> compile)
    {
        if (schema.TryGetProperty("minItems", out var least))
        {
            var minimum = least.GetInt32();
            OnArrays(into, (array, run) =>
            {
                if (array.GetArrayLength() is var length && length < minimum)
                {
                    run.Add($"array is too short: must have at least {minimum} elements but instance has {length} elements");
                }
            });
        }

        if (schema.TryGetProperty("maxItems", out var most))
        {
            var maximum = most.GetInt32();
            OnArrays(into, (array, run) =>
            {
                if (array.GetArrayLength() is var length && length > maximum)
                {
                    run.Add($"array is too long: must have at most {maximum} elements but instance has {length} elements");
                }
            });
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean())
        {
            OnArrays(into, (array, run) =>
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                if (!array.EnumerateArray().All(item => seen.Add(JsonValues.Canonical(item))))
                {
                    run.Add("array must not contain duplicate elements");
                }
            });
        }

        if (schema.TryGetProperty("items", out var items))
        {
            AddItems(schema, items, into, compile);
        }
    }

    private static void AddItems(JsonElement schema, JsonElement items, Schema into, Func<JsonElement, Schema> compile)
    {
        if (items.ValueKind != JsonValueKind.Array)
        {
            var each = compile(items);
            OnArrays(into, (array, run) =>
            {
                foreach (var item in array.EnumerateArray())
                {
                    each.Check(item, run);
                }
            });
            return;
        }

        Schema[] firsts = [.. items.EnumerateArray().Select(compile)];
        var (closed, rest) = schema.TryGetProperty("additionalItems", out var additional)
            ? (additional.ValueKind == JsonValueKind.False, additional.ValueKind == JsonValueKind.Object ? compile(additional) : null)
            : (false, null);
        OnArrays(into, (array, run) =>
        {
            if (closed && array.GetArrayLength() > firsts.Length)
            {
                run.Add($"array only allows {firsts.Length} elements");
            }

            var index = 0;
            foreach (var item in array.EnumerateArray())
            {
                (index < firsts.Length ? firsts[index] : rest)?.Check(item, run);
                index++;
            }
        });
    }

    private static void OnArrays(Schema into, SchemaCheck check) => into.Add((value, run) =>
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            check(value, run);
        }
    });
}
