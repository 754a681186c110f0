using System.Text.Json;

namespace Gatehouse.Services.Iam.Documents;

/// <summary>
/// The grammar that every policy document shares. See
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.
/// </summary>
internal static class PolicyGrammar
{
    /// <summary>Checks a policy that says what its holder may do: inline and managed ones.</summary>
    public static void CheckIdentityPolicy(string document)
    {
        using var policy = Parse(document) ?? throw Syntax();
        foreach (var statement in Statements(policy.RootElement))
        {
            if (statement.TryGetProperty("Principal", out _) || statement.TryGetProperty("NotPrincipal", out _))
            {
                throw IamErrors.MalformedDocument("Policy document should not specify a principal.");
            }

            if (!HasOne(statement, "Action", "NotAction"))
            {
                throw IamErrors.MalformedDocument("Policy statement must contain actions.");
            }

            if (!HasOne(statement, "Resource", "NotResource"))
            {
                throw IamErrors.MalformedDocument("Policy statement must contain resources.");
            }

            foreach (var action in Texts(statement, "Action", "NotAction"))
            {
                if (action != "*" && !action.Contains(':', StringComparison.Ordinal))
                {
                    throw IamErrors.MalformedDocument("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
                }
            }

            foreach (var resource in Texts(statement, "Resource", "NotResource"))
            {
                if (resource != "*" && !resource.StartsWith("arn:", StringComparison.Ordinal) && !resource.StartsWith('*') && !resource.StartsWith("${", StringComparison.Ordinal))
                {
                    throw IamErrors.MalformedDocument($"Resource {resource} must be in ARN format or \"*\".");
                }
            }
        }
    }

    /// <summary>A document that is a JSON object, or null.</summary>
    public static JsonDocument? Parse(string document)
    {
        try
        {
            var parsed = JsonDocument.Parse(document);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                return parsed;
            }

            parsed.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The statements, each with an effect; throws when there are none.</summary>
    public static IReadOnlyList<JsonElement> Statements(JsonElement policy)
    {
        foreach (var member in policy.EnumerateObject())
        {
            if (member.Name is not ("Version" or "Id" or "Statement"))
            {
                throw Syntax();
            }
        }

        if (policy.TryGetProperty("Version", out var version) && version.ToString() is not ("2012-10-17" or "2008-10-17"))
        {
            throw Syntax();
        }

        if (!policy.TryGetProperty("Statement", out var statement))
        {
            throw Syntax();
        }

        JsonElement[] statements = statement.ValueKind switch
        {
            JsonValueKind.Object => [statement],
            JsonValueKind.Array => [.. statement.EnumerateArray()],
            _ => throw Syntax(),
        };
        return statements.Length > 0 && statements.All(HasEffect) ? statements : throw Syntax();
    }

    /// <summary>The texts under one of the names: a single one or a list.</summary>
    public static IEnumerable<string> Texts(JsonElement statement, params string[] names)
    {
        foreach (var name in names)
        {
            if (statement.TryGetProperty(name, out var value))
            {
                return TextsOf(value);
            }
        }

        return [];
    }

    public static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Syntax())],
        _ => throw Syntax(),
    };

    public static Wire.AwsException Syntax() => IamErrors.MalformedDocument("Syntax errors in policy.");

    private static bool HasEffect(JsonElement statement) =>
        statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty("Effect", out var effect) && effect.ToString() is "Allow" or "Deny";

    private static bool HasOne(JsonElement statement, string name, string other) =>
        statement.TryGetProperty(name, out _) ^ statement.TryGetProperty(other, out _);
}
