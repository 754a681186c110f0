using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Services.Ecr.Lifecycle;

/// <summary>
/// The form of a lifecycle policy. See https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html.
/// The wording of single faults is ours.
/// </summary>
internal sealed record LifecycleRules
{
    private const int MostRules = 50;

    public IReadOnlyList<LifecycleRule>? Rules { get; init; }

    /// <summary>The first thing that is wrong with a policy; null when nothing is.</summary>
    public static string? FaultIn(string text) => FaultIn(text, out _);

    /// <summary>A policy that was found to be sound when it was put.</summary>
    public static LifecycleRules Parse(string text) =>
        FaultIn(text, out var policy) is { } fault ? throw new InvalidDataException($"A stored lifecycle policy is not sound: {fault}") : policy!;

    /// <summary>Reads a policy; what is wrong with it, or null.</summary>
    public static string? FaultIn(string text, out LifecycleRules? policy)
    {
        policy = null;
        try
        {
            policy = JsonSerializer.Deserialize(text, LifecycleJson.Default.LifecycleRules);
        }
        catch (JsonException broken)
        {
            return $"the text cannot be read as a policy at '{broken.Path}'";
        }

        if (policy?.Rules is not { Count: > 0 } rules)
        {
            return "object has missing required properties ([\"rules\"])";
        }

        if (rules.Count > MostRules)
        {
            return $"a policy may have at most {MostRules} rules";
        }

        return rules.Select(rule => rule?.Fault() ?? (rule is null ? "a rule is null" : null)).FirstOrDefault(fault => fault is not null)
            ?? FaultAmong(rules);
    }

    private static string? FaultAmong(IReadOnlyList<LifecycleRule> rules)
    {
        if (rules.DistinctBy(rule => rule.RulePriority).Count() < rules.Count)
        {
            return "rulePriority must be unique";
        }

        foreach (var any in rules.Where(rule => rule.Selection!.TagStatus == "any"))
        {
            if (any.RulePriority < rules.Max(rule => rule.RulePriority))
            {
                return "a rule with the tagStatus 'any' must have the highest rulePriority";
            }
        }

        return rules.Count(rule => rule.Selection!.TagStatus == "untagged") > 1 ? "only one rule may have the tagStatus 'untagged'" : null;
    }
}

internal sealed record LifecycleRule
{
    public int? RulePriority { get; init; }

    public string? Description { get; init; }

    public LifecycleSelection? Selection { get; init; }

    public LifecycleAction? Action { get; init; }

    public string? Fault() =>
        RulePriority is not >= 1 ? "rulePriority must be a number from 1"
        : Action?.Type is not "expire" ? "the action's type must be 'expire'"
        : Selection is null ? "object has missing required properties ([\"selection\"])"
        : Selection.Fault();
}

internal sealed record LifecycleAction
{
    public string? Type { get; init; }
}

internal sealed record LifecycleSelection
{
    public const string ByCount = "imageCountMoreThan";

    // ECR's own limit.
    private const int MostWildcards = 4;

    public string? TagStatus { get; init; }

    public IReadOnlyList<string>? TagPrefixList { get; init; }

    public IReadOnlyList<string>? TagPatternList { get; init; }

    public string? CountType { get; init; }

    public string? CountUnit { get; init; }

    public int? CountNumber { get; init; }

    public string? Fault()
    {
        if (TagStatus is not ("tagged" or "untagged" or "any"))
        {
            return "tagStatus must be one of 'tagged', 'untagged' and 'any'";
        }

        var listed = TagPrefixList is { Count: > 0 } || TagPatternList is { Count: > 0 };
        if (TagStatus == "tagged" ? !listed || (TagPrefixList is not null && TagPatternList is not null) : listed)
        {
            return "a rule with the tagStatus 'tagged', and no other, must have either tagPrefixList or tagPatternList";
        }

        if (TagPatternList?.Any(pattern => pattern is null || pattern.Count(character => character == '*') > MostWildcards) is true)
        {
            return $"a tag pattern may have at most {MostWildcards} wildcards";
        }

        if ((TagPrefixList ?? TagPatternList)?.Any(string.IsNullOrEmpty) is true)
        {
            return "a tag prefix or pattern must not be empty";
        }

        // Accepted by ECR, refused here: pulls are not recorded and no image is ever archived, so that these rules would never act.
        if (CountType is "sinceImagePulled" or "sinceImageTransitioned")
        {
            return $"countType '{CountType}' is not supported by this registry; use 'imageCountMoreThan' or 'sinceImagePushed'";
        }

        if (CountType is not (ByCount or "sinceImagePushed"))
        {
            return "countType must be one of 'imageCountMoreThan' and 'sinceImagePushed'";
        }

        var byAge = CountType != ByCount;
        if (byAge ? CountUnit is not "days" : CountUnit is not null)
        {
            return "countUnit must be 'days' with a countType of age, and absent otherwise";
        }

        return CountNumber is >= 1 ? null : "countNumber must be a number from 1";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LifecycleRules))]
internal sealed partial class LifecycleJson : JsonSerializerContext;
