using System.Text.Json;

namespace Gatehouse.Services.Ecr.Policies;

/// <summary>The form that a repository's policy must have. It is kept and shown; nothing is refused by it here.</summary>
internal static class RepositoryPolicyText
{
    /// <summary>Throws ECR's error unless the text is a policy: a statement, or several, each with effect, principal and action.</summary>
    public static void Require(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (IsPolicy(document.RootElement))
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Said below, in ECR's words, which name no place in the text.
        }

        throw EcrErrors.InvalidParameter("PolicyText", "Invalid repository policy provided");
    }

    private static bool IsPolicy(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object &&
        (!root.TryGetProperty("Version", out var version) || IsOneOf(version, "2012-10-17", "2008-10-17")) &&
        root.TryGetProperty("Statement", out var statement) &&
        statement.ValueKind switch
        {
            JsonValueKind.Array => statement.GetArrayLength() > 0 && statement.EnumerateArray().All(IsStatement),
            JsonValueKind.Object => IsStatement(statement),
            _ => false,
        };

    // The resource may be left out: it is the repository.
    private static bool IsStatement(JsonElement statement) =>
        statement.ValueKind == JsonValueKind.Object &&
        statement.TryGetProperty("Effect", out var effect) && IsOneOf(effect, "Allow", "Deny") &&
        (statement.TryGetProperty("Principal", out _) || statement.TryGetProperty("NotPrincipal", out _)) &&
        (statement.TryGetProperty("Action", out _) || statement.TryGetProperty("NotAction", out _));

    private static bool IsOneOf(JsonElement value, string one, string other) =>
        value.ValueKind == JsonValueKind.String && (value.ValueEquals(one) || value.ValueEquals(other));
}
