using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>What a schema asks of objects and their members.</summary>
internal static class ObjectKeywords
{
    public static void Add(JsonElement schema, Schema into, Func<JsonElement, Schema> compile)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            string[] names = [.. required.EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal)];
            OnObjects(into, (value, run) =>
            {
                string[] missing = [.. names.Where(name => !value.TryGetProperty(name, out _))];
                if (missing.Length > 0)
                {
                    run.Add($"object has missing required properties ({JsonValues.List(missing)})");
                }
            });
        }

        if (schema.TryGetProperty("minProperties", out var least))
        {
            var minimum = least.GetInt32();
            OnObjects(into, (value, run) =>
            {
                if (value.GetPropertyCount() is var count && count < minimum)
                {
                    run.Add($"object has too few properties (found {count} but schema requires at least {minimum})");
                }
            });
        }

        if (schema.TryGetProperty("maxProperties", out var most))
        {
            var maximum = most.GetInt32();
            OnObjects(into, (value, run) =>
            {
                if (value.GetPropertyCount() is var count && count > maximum)
                {
                    run.Add($"object has too many properties (found {count} but schema requires at most {maximum})");
                }
            });
        }

        AddDependencies(schema, into, compile);
        AddMembers(schema, into, compile);
    }

    private static void AddDependencies(JsonElement schema, Schema into, Func<JsonElement, Schema> compile)
    {
        if (!schema.TryGetProperty("dependencies", out var dependencies))
        {
            return;
        }

        foreach (var dependency in dependencies.EnumerateObject())
        {
            var name = dependency.Name;
            if (dependency.Value.ValueKind != JsonValueKind.Array)
            {
                var also = compile(dependency.Value);
                OnObjects(into, (value, run) =>
                {
                    if (value.TryGetProperty(name, out _))
                    {
                        also.Check(value, run);
                    }
                });
                continue;
            }

            string[] others = [.. dependency.Value.EnumerateArray().Select(other => other.GetString()!)];
            OnObjects(into, (value, run) =>
            {
                if (value.TryGetProperty(name, out _) && others.Where(other => !value.TryGetProperty(other, out _)).ToArray() is { Length: > 0 } missing)
                {
                    run.Add($"property \"{name}\" of object has missing property dependencies (schema requires {JsonValues.List(others)}; missing: {JsonValues.List(missing)})");
                }
            });
        }
    }

    private static void AddMembers(JsonElement schema, Schema into, Func<JsonElement, Schema> compile)
    {
        var named = Members(schema, "properties").ToDictionary(member => member.Name, member => compile(member.Value), StringComparer.Ordinal);
        var patterns = Members(schema, "patternProperties").Select(member => (Pattern: new SchemaPattern(member.Name), Schema: compile(member.Value))).ToArray();
        var (closed, others) = schema.TryGetProperty("additionalProperties", out var additional)
            ? (additional.ValueKind == JsonValueKind.False, additional.ValueKind == JsonValueKind.Object ? compile(additional) : null)
            : (false, null);
        if (named.Count == 0 && patterns.Length == 0 && !closed && others is null)
        {
            return;
        }

        OnObjects(into, (value, run) =>
        {
            if (closed && value.EnumerateObject().Select(member => member.Name).Where(name => !IsNamed(name)).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } unwanted)
            {
                run.Add($"object instance has properties which are not allowed by the schema: {JsonValues.List(unwanted)}");
            }

            foreach (var member in value.EnumerateObject())
            {
                named.GetValueOrDefault(member.Name)?.Check(member.Value, run);
                foreach (var (pattern, of) in patterns)
                {
                    if (pattern.IsMatch(member.Name))
                    {
                        of.Check(member.Value, run);
                    }
                }

                if (others is not null && !IsNamed(member.Name))
                {
                    others.Check(member.Value, run);
                }
            }
        });

        bool IsNamed(string name) => named.ContainsKey(name) || patterns.Any(pair => pair.Pattern.IsMatch(name));
    }

    private static IEnumerable<JsonProperty> Members(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var members) ? members.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static void OnObjects(Schema into, SchemaCheck check) => into.Add((value, run) =>
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            check(value, run);
        }
    });
}
