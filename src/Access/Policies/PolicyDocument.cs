using System.Text.Json;

namespace Gatehouse.Access.Policies;

/// <summary>
/// A policy as functions and users write it. What cannot be evaluated never grants: in an Allow it counts as not there, in a Deny as true.
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
/// </summary>
public sealed class PolicyDocument
{
    private readonly PolicyStatement[] _statements;

    private PolicyDocument(PolicyStatement[] statements) => _statements = statements;

    /// <summary>Reads a policy; null, and what is wrong with it, when it is none.</summary>
    public static PolicyDocument? TryParse(JsonElement json, out string problem)
    {
        problem = "";
        if (json.ValueKind != JsonValueKind.Object)
        {
            problem = "the policy is no object";
            return null;
        }

        if (json.TryGetProperty("Version", out var version) && !(version.ValueKind == JsonValueKind.String && version.GetString() is "2012-10-17" or "2008-10-17"))
        {
            problem = "Version is neither 2012-10-17 nor 2008-10-17";
            return null;
        }

        if (!json.TryGetProperty("Statement", out var statement) || statement.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            problem = "the policy has no Statement";
            return null;
        }

        JsonElement[] given = statement.ValueKind == JsonValueKind.Array ? [.. statement.EnumerateArray()] : [statement];
        var statements = new PolicyStatement[given.Length];
        for (var i = 0; i < given.Length; i++)
        {
            if (PolicyStatement.TryParse(given[i], i + 1, out problem) is not { } parsed)
            {
                return null;
            }

            statements[i] = parsed;
        }

        return new PolicyDocument(statements);
    }

    public PolicyDecision Evaluate(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? allowing = null;
        string? unclear = null;
        foreach (var statement in _statements)
        {
            var match = statement.Match(request, out var why);
            if (match == PolicyMatch.No)
            {
                continue;
            }

            if (statement.Denies)
            {
                return new PolicyDecision(PolicyEffect.Denied, statement.Name, why);
            }

            if (match == PolicyMatch.Yes)
            {
                allowing ??= statement.Name;
            }
            else
            {
                unclear ??= $"{statement.Name} {why}";
            }
        }

        return allowing is null ? new PolicyDecision(PolicyEffect.NotCovered, null, unclear) : new PolicyDecision(PolicyEffect.Allowed, allowing, null);
    }
}

public enum PolicyEffect
{
    /// <summary>No statement speaks of the request, which denies it.</summary>
    NotCovered,
    Allowed,

    /// <summary>A statement denies the request explicitly.</summary>
    Denied,
}

/// <summary>What a policy says to one request.</summary>
/// <param name="Effect">What it comes to.</param>
/// <param name="Statement">The statement that decided, or null when none did.</param>
/// <param name="Unclear">What could not be evaluated and therefore did not grant, or null.</param>
public readonly record struct PolicyDecision(PolicyEffect Effect, string? Statement, string? Unclear);

internal enum PolicyMatch
{
    No,
    Yes,

    /// <summary>The statement has something that cannot be evaluated here.</summary>
    Unclear,
}
