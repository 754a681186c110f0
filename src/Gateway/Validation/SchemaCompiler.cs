using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>Compiles schemas of JSON Schema draft 4 (https://json-schema.org/draft-04/json-schema-validation). What is no keyword of it is not looked at.</summary>
/// <param name="models">Where references lead.</param>
/// <param name="model">The model that the schemas stand in.</param>
internal sealed class SchemaCompiler(SchemaSet models, string model)
{
    public void Compile(JsonElement schema, Schema into)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new SchemaException("a schema is a JSON object");
        }

        // Beside a reference nothing counts.
        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
        {
            var target = models.Resolve(model, reference.GetString()!);
            into.Add((value, run) => target.Check(value, run));
            return;
        }

        try
        {
            AnyValue(schema, into);
            NumberKeywords.Add(schema, into);
            StringKeywords.Add(schema, into);
            ArrayKeywords.Add(schema, into, Compile);
            ObjectKeywords.Add(schema, into, Compile);
            Combinations(schema, into);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            throw new SchemaException($"a keyword of it has a value of the wrong type ({wrong.Message})");
        }
    }

    private Schema Compile(JsonElement schema)
    {
        var compiled = new Schema();
        Compile(schema, compiled);
        return compiled;
    }

    private static void AnyValue(JsonElement schema, Schema into)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)] : [type.GetString()!];
            var shown = JsonValues.List(allowed.Order(StringComparer.Ordinal));
            into.Add((value, run) =>
            {
                var found = JsonValues.TypeOf(value);
                if (!allowed.Contains(found) && !(found == "integer" && allowed.Contains("number")))
                {
                    run.Add($"instance type ({found}) does not match any allowed primitive type (allowed: {shown})");
                }
            });
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            var possible = values.EnumerateArray().Select(JsonValues.Canonical).ToHashSet(StringComparer.Ordinal);
            var shown = $"[{string.Join(',', values.EnumerateArray().Select(value => value.GetRawText()))}]";
            into.Add((value, run) =>
            {
                if (!possible.Contains(JsonValues.Canonical(value)))
                {
                    run.Add($"instance value ({value.GetRawText()}) not found in enum (possible values: {shown})");
                }
            });
        }
    }

    private void Combinations(JsonElement schema, Schema into)
    {
        if (Schemas(schema, "allOf") is { } all)
        {
            into.Add((value, run) =>
            {
                if (Matches(all, value, run) is var matched && matched < all.Length)
                {
                    run.Add($"instance failed to match all required schemas (matched only {matched} out of {all.Length})");
                }
            });
        }

        if (Schemas(schema, "anyOf") is { } any)
        {
            into.Add((value, run) =>
            {
                if (!any.Any(one => one.Accepts(value, run)))
                {
                    run.Add($"instance failed to match at least one required schema among {any.Length}");
                }
            });
        }

        if (Schemas(schema, "oneOf") is { } exclusive)
        {
            into.Add((value, run) =>
            {
                if (Matches(exclusive, value, run) is var matched && matched != 1)
                {
                    run.Add($"instance failed to match exactly one schema (matched {matched} out of {exclusive.Length})");
                }
            });
        }

        if (schema.TryGetProperty("not", out var not))
        {
            var unwanted = Compile(not);
            into.Add((value, run) =>
            {
                if (unwanted.Accepts(value, run))
                {
                    run.Add("instance matched a schema which it should not have");
                }
            });
        }
    }

    private Schema[]? Schemas(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var list) ? [.. list.EnumerateArray().Select(Compile)] : null;

    private static int Matches(Schema[] schemas, JsonElement value, SchemaRun run) => schemas.Count(one => one.Accepts(value, run));
}
