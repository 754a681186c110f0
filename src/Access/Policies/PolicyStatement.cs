using System.Text.Json;

namespace Gatehouse.Access.Policies;

/// <summary>One statement of a policy.</summary>
internal sealed class PolicyStatement
{
    // A resource longer than this is refused by API Gateway; nothing else that we evaluate needs longer ones.
    private const int LongestPattern = 512;

    private string[] _actions = [];
    private string[] _resources = [];
    private PolicyCondition[] _conditions = [];
    private bool _notAction;
    private bool _notResource;
    private string? _unclear;

    private PolicyStatement(string name) => Name = name;

    /// <summary>Its Sid, or its place.</summary>
    public string Name { get; private set; }

    public bool Denies { get; private set; }

    public static PolicyStatement? TryParse(JsonElement json, int place, out string problem)
    {
        var statement = new PolicyStatement($"statement {place}");
        if (json.ValueKind != JsonValueKind.Object)
        {
            problem = $"{statement.Name} is no object";
            return null;
        }

        problem = "";
        foreach (var member in json.EnumerateObject())
        {
            problem = statement.Read(member);
            if (problem.Length > 0)
            {
                problem = $"{statement.Name} {problem}";
                return null;
            }
        }

        problem = !json.TryGetProperty("Effect", out _) ? $"{statement.Name} has no Effect"
            : statement._actions.Length == 0 ? $"{statement.Name} has no Action"
            : statement._resources.Length == 0 ? $"{statement.Name} has no Resource"
            : "";
        return problem.Length == 0 ? statement : null;
    }

    public PolicyMatch Match(PolicyRequest request, out string? why)
    {
        why = null;
        if (!MatchesAction(request) || !MatchesResource(request))
        {
            return PolicyMatch.No;
        }

        why = _unclear;
        foreach (var condition in _conditions)
        {
            var holds = condition.Holds(request.Context);
            if (holds == PolicyMatch.No)
            {
                return PolicyMatch.No;
            }

            if (holds == PolicyMatch.Unclear)
            {
                why ??= $"has the condition {condition}, which cannot be evaluated here";
            }
        }

        return why is null ? PolicyMatch.Yes : PolicyMatch.Unclear;
    }

    // Actions have no case.
    private bool MatchesAction(PolicyRequest request)
    {
        var action = request.Action.ToLowerInvariant();
        return Array.Exists(_actions, pattern => Wildcard.Matches(pattern, action)) != _notAction;
    }

    // An Allow takes its resources strictly and its exceptions broadly; a Deny the other way round.
    private bool MatchesResource(PolicyRequest request)
    {
        var broadly = Denies != _notResource;
        return Array.Exists(_resources, pattern => broadly ? request.IsPerhaps(pattern) : request.IsSurely(pattern)) != _notResource;
    }

    private string Read(JsonProperty member)
    {
        switch (member.Name)
        {
            case "Sid":
                Name = member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 } sid ? $"statement '{sid}'" : Name;
                return "";
            case "Effect":
                var effect = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
                Denies = effect == "Deny";
                return effect is "Allow" or "Deny" ? "" : "has an Effect that is neither Allow nor Deny";
            case "Action" or "NotAction":
                if (_actions.Length > 0)
                {
                    return "names its actions twice";
                }

                _notAction = member.Name == "NotAction";
                _actions = [.. PolicyText.Of(member.Value).Select(action => action.ToLowerInvariant())];
                return _actions.Length > 0 ? "" : $"has an empty {member.Name}";
            case "Resource" or "NotResource":
                return ReadResources(member);
            case "Condition":
                return PolicyCondition.TryParse(member.Value, out _conditions) ? "" : "has a malformed Condition";
            default:
                _unclear ??= $"has {member.Name}, which cannot be evaluated here";
                return "";
        }
    }

    private string ReadResources(JsonProperty member)
    {
        if (_resources.Length > 0)
        {
            return "names its resources twice";
        }

        _notResource = member.Name == "NotResource";
        _resources = PolicyText.Of(member.Value);
        if (_resources.Length == 0)
        {
            return $"has an empty {member.Name}";
        }

        if (Array.Find(_resources, resource => resource.Contains("${", StringComparison.Ordinal)) is { } variable)
        {
            // Whatever it stands for: as a star it is in the way of every request, and _unclear keeps an Allow from granting.
            _unclear ??= $"has the policy variable in {variable}, which cannot be evaluated here";
            _resources = [.. _resources.Select(resource => resource.Contains("${", StringComparison.Ordinal) ? "*" : resource)];
            _notResource = false;
        }

        return Array.Exists(_resources, resource => resource.Length > LongestPattern) ? $"has a Resource of more than {LongestPattern} characters" : "";
    }
}

/// <summary>Members that are one text or a list of them.</summary>
internal static class PolicyText
{
    /// <summary>Empty when the value is neither, or has anything else in it.</summary>
    public static string[] Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.EnumerateArray().All(IsText) => [.. value.EnumerateArray().Select(Text)],
        JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => [Text(value)],
        _ => [],
    };

    private static bool IsText(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
