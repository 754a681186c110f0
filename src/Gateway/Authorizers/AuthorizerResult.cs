using System.Text.Json;
using Gatehouse.Access.Policies;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// What an authorizer's function replied: who the caller is, what it may do, and what the backend should know.
/// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html.
/// </summary>
internal sealed class AuthorizerResult
{
    // AWS's limit for a policy.
    private const int LongestPolicy = 8192;

    private AuthorizerResult(string principalId, PolicyDocument policy, string policyText, int size)
    {
        (PrincipalId, Policy, PolicyText, Size) = (principalId, policy, policyText, size);
        EncodedPrincipalId = ProxyEvent.Encode(principalId);
    }

    public string PrincipalId { get; }

    public JsonEncodedText EncodedPrincipalId { get; }

    public PolicyDocument Policy { get; }

    /// <summary>The policy as the function wrote it.</summary>
    public string PolicyText { get; }

    /// <summary>The value of the caller's API key, where keys come from authorizers.</summary>
    public string? UsageIdentifierKey { get; private init; }

    /// <summary>Names and values, all text; in the function's order.</summary>
    public IReadOnlyList<ContextValue> Context { get; private init; } = [];

    /// <summary>The reply's size in bytes: what remembering it costs, about.</summary>
    public int Size { get; }

    /// <param name="reply">The function's payload.</param>
    /// <param name="member">The member that is wrong, when null is answered.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static AuthorizerResult? TryParse(ReadOnlyMemory<byte> reply, out string member, out string problem)
    {
        (member, problem) = ("", "");
        try
        {
            using var document = JsonDocument.Parse(reply);
            return TryParse(document.RootElement, reply.Length, out member, out problem);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Not JSON, or text in it that is not UTF-8.
            (member, problem) = ("(reply)", "it is no JSON");
            return null;
        }
    }

    private static AuthorizerResult? TryParse(JsonElement reply, int size, out string member, out string problem)
    {
        (member, problem) = ("(reply)", "it is no JSON object");
        if (reply.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Empty is allowed: AWS was seen to take it.
        (member, problem) = ("principalId", "it is missing or no string");
        if (!reply.TryGetProperty("principalId", out var principal) || principal.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        (member, problem) = ("policyDocument", "it is missing");
        if (!reply.TryGetProperty("policyDocument", out var document))
        {
            return null;
        }

        var text = document.GetRawText();
        problem = $"it is longer than {LongestPolicy} bytes";
        if (text.Length > LongestPolicy || PolicyDocument.TryParse(document, out problem) is not { } policy)
        {
            return null;
        }

        (member, problem) = ("usageIdentifierKey", "it is no string");
        string? usageKey = null;
        if (reply.TryGetProperty("usageIdentifierKey", out var key) && key.ValueKind != JsonValueKind.Null)
        {
            if (key.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            usageKey = key.GetString();
        }

        if (ReadContext(reply, out member, out problem) is not { } context)
        {
            return null;
        }

        return new AuthorizerResult(principal.GetString()!, policy, text, size) { UsageIdentifierKey = usageKey, Context = context };
    }

    private static List<ContextValue>? ReadContext(JsonElement reply, out string member, out string problem)
    {
        (member, problem) = ("context", "it is no object");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!reply.TryGetProperty("context", out var context) || context.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (context.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var entry in context.EnumerateObject())
        {
            var value = entry.Value.ValueKind switch
            {
                JsonValueKind.String => entry.Value.GetString(),
                JsonValueKind.Number => entry.Value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };

            // ? AWS reserves the name for user pools; what it does to a function that uses it is not recorded.
            (member, problem) = ("context." + entry.Name, entry.Name == "claims" ? "the name is reserved" : "it is neither text nor number nor boolean");
            if (value is null || entry.Name == "claims")
            {
                return null;
            }

            // Of a name used twice the last counts, as in JavaScript.
            values[entry.Name] = value;
        }

        return [.. values.Select(pair => new ContextValue(pair.Key, pair.Value))];
    }
}

/// <summary>One entry of an authorizer's context, encoded once for every event that shows it.</summary>
internal sealed record ContextValue(string Name, string Value)
{
    public JsonEncodedText EncodedName { get; } = ProxyEvent.Encode(Name);

    public JsonEncodedText EncodedValue { get; } = ProxyEvent.Encode(Value);
}
