using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>What API Gateway accepts as a stage, when it is made and after every patch.</summary>
internal static partial class StageRules
{
    private static readonly string[] CacheSizes = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"];

    public static void ConstrainCacheSize(Violations check, string? cacheClusterSize) =>
        check.OneOf(string.IsNullOrEmpty(cacheClusterSize) ? null : cacheClusterSize, CacheSizes, "cacheClusterSize");

    public static Stage Check(Stage stage)
    {
        if (!StageName().IsMatch(stage.StageName!))
        {
            throw ApiGatewayErrors.BadStageName();
        }

        if (stage.CacheClusterSize is { } size && !CacheSizes.Contains(size))
        {
            throw ApiGatewayErrors.BadCacheSize(CacheSizes);
        }

        CheckVariables(stage.Variables);
        CheckVariables(stage.CanarySettings?.StageVariableOverrides);
        if (stage.CanarySettings?.PercentTraffic is < 0 or > 100)
        {
            throw ApiGatewayErrors.BadCanaryPercentage();
        }

        return stage;
    }

    private static void CheckVariables(Dictionary<string, string>? variables)
    {
        foreach (var (name, value) in variables ?? [])
        {
            if (!VariableName().IsMatch(name))
            {
                throw ApiGatewayErrors.BadVariableName(name);
            }

            if (!VariableValue().IsMatch(value))
            {
                throw ApiGatewayErrors.BadVariableValue(value);
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex StageName();

    [GeneratedRegex("^[a-zA-Z0-9_]+$", RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^[A-Za-z0-9\-._~:/?#&=, ]*$", RegexOptions.NonBacktracking)]
    private static partial Regex VariableValue();
}
