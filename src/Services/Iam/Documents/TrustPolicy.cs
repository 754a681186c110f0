using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Core;

namespace Gatehouse.Services.Iam.Documents;

/// <summary>The document that says who may assume a role.</summary>
internal static partial class TrustPolicy
{
    /// <summary>Throws unless the document is a trust policy; answers the ARNs of the roles that it names, which must exist.</summary>
    public static IReadOnlyList<string> Check(string document)
    {
        using var policy = PolicyGrammar.Parse(document) ?? throw IamErrors.InvalidTrustJson();
        var roles = new List<string>();
        foreach (var statement in PolicyGrammar.Statements(policy.RootElement))
        {
            if (statement.TryGetProperty("Resource", out _) || statement.TryGetProperty("NotResource", out _))
            {
                throw IamErrors.MalformedDocument("Has prohibited field Resource");
            }

            if (!statement.TryGetProperty("Principal", out var principal) && !statement.TryGetProperty("NotPrincipal", out principal))
            {
                throw IamErrors.MalformedDocument("Missing required field Principal");
            }

            foreach (var action in PolicyGrammar.Texts(statement, "Action", "NotAction"))
            {
                if (action != "*" && !action.StartsWith("sts:", StringComparison.OrdinalIgnoreCase))
                {
                    throw IamErrors.MalformedDocument("AssumeRole policy may only specify STS AssumeRole actions.");
                }
            }

            CheckPrincipal(principal, roles);
        }

        return roles;
    }

    private static void CheckPrincipal(JsonElement principal, List<string> roles)
    {
        if (principal.ValueKind == JsonValueKind.String && principal.GetString() == "*")
        {
            return;
        }

        if (principal.ValueKind != JsonValueKind.Object)
        {
            throw PolicyGrammar.Syntax();
        }

        foreach (var kind in principal.EnumerateObject())
        {
            foreach (var name in PolicyGrammar.TextsOf(kind.Value))
            {
                var valid = kind.Name switch
                {
                    "AWS" => IsAwsPrincipal(name, roles),
                    "Service" => ServiceName.IsMatch(name),
                    "Federated" or "CanonicalUser" => name.Length > 0,
                    _ => throw PolicyGrammar.Syntax(),
                };
                if (!valid)
                {
                    // AWS prints the kind of a service principal in capitals.
                    throw IamErrors.MalformedDocument($"Invalid principal in policy: \"{(kind.Name == "Service" ? "SERVICE" : kind.Name)}\":\"{name}\"");
                }
            }
        }
    }

    private static bool IsAwsPrincipal(string name, List<string> roles)
    {
        if (name == "*" || (name.Length == 12 && name.All(char.IsAsciiDigit)) || UniqueId.IsMatch(name))
        {
            return true;
        }

        if (!Arn.TryParse(name, out var arn) || arn.Account.Length != 12 || !arn.Account.All(char.IsAsciiDigit))
        {
            return false;
        }

        if (arn.Service == "iam" && arn.Resource.StartsWith("role/", StringComparison.Ordinal))
        {
            roles.Add(name);
            return true;
        }

        // There are no users here, but a trust policy that names one must not fail: on AWS it may exist.
        return (arn.Service == "iam" && (arn.Resource == "root" || arn.Resource.StartsWith("user/", StringComparison.Ordinal)))
            || (arn.Service == "sts" && (arn.Resource.StartsWith("assumed-role/", StringComparison.Ordinal) || arn.Resource.StartsWith("federated-user/", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]*\.(amazonaws\.com|amazonaws\.com\.cn|aws\.internal|amazon\.com)\z")]
    private static partial Regex ServiceName { get; }

    [GeneratedRegex(@"^(AROA|AIDA)[A-Z2-7]{17}\z")]
    private static partial Regex UniqueId { get; }
}
