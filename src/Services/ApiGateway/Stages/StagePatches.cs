using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Patching;

namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>The patches of a stage.</summary>
internal static class StagePatches
{
    private static readonly PatchTable<Stage> Table = new PatchTable<Stage>(PatchWording.Short)
        .Replace("/deploymentId", (stage, value) => stage with { DeploymentId = value })
        .Replace("/description", (stage, value) => stage with { Description = PatchValue.Text(value) })
        .Replace("/cacheClusterEnabled", (stage, value) => stage.WithCache(PatchValue.Flag(value), null))
        .Replace("/cacheClusterSize", (stage, value) => stage with { CacheClusterSize = PatchValue.Text(value) })
        .Replace("/clientCertificateId", (stage, value) => stage with { ClientCertificateId = PatchValue.Text(value) })
        .Replace("/documentationVersion", (stage, value) => stage with { DocumentationVersion = PatchValue.Text(value) })
        .Replace("/tracingEnabled", (stage, value) => stage with { TracingEnabled = PatchValue.Flag(value) })
        .Map("/variables", stage => stage.Variables, (stage, map) => stage with { Variables = map })
        .Replace("/accessLogSettings/destinationArn", (stage, value) => stage with { AccessLogSettings = (stage.AccessLogSettings ?? new()) with { DestinationArn = LogDestination(value) } })
        .Replace("/accessLogSettings/format", (stage, value) => stage with { AccessLogSettings = (stage.AccessLogSettings ?? new()) with { Format = LogValue(value) } })
        .Add("/accessLogSettings/destinationArn", (stage, value) => stage with { AccessLogSettings = (stage.AccessLogSettings ?? new()) with { DestinationArn = LogDestination(value) } })
        .Add("/accessLogSettings/format", (stage, value) => stage with { AccessLogSettings = (stage.AccessLogSettings ?? new()) with { Format = LogValue(value) } })
        .Remove("/accessLogSettings", (stage, _) => stage with { AccessLogSettings = null })
        .Replace("/canarySettings/percentTraffic", (stage, value) => Canary(stage, canary => canary with { PercentTraffic = PatchValue.Number("/canarySettings/percentTraffic", value) }))
        .Replace("/canarySettings/deploymentId", (stage, value) => Canary(stage, canary => canary with { DeploymentId = value }))
        .Replace("/canarySettings/useStageCache", (stage, value) => Canary(stage, canary => canary with { UseStageCache = PatchValue.Flag(value) }))
        .On("replace", "/canarySettings/stageVariableOverrides/{}", (stage, patch) => Canary(stage, canary => Override(canary, patch.Key, patch.Value ?? "")))
        .On("add", "/canarySettings/stageVariableOverrides/{}", (stage, patch) => Canary(stage, canary => Override(canary, patch.Key, patch.Value ?? "")))
        .On("remove", "/canarySettings/stageVariableOverrides/{}", (stage, patch) => Canary(stage, canary => Override(canary, patch.Key, null)))
        .Remove("/canarySettings", (stage, _) => stage.CanarySettings is null ? throw ApiGatewayErrors.NoCanary() : stage with { CanarySettings = null })
        .Otherwise(Other);

    public static Stage Apply(Stage stage, IReadOnlyList<PatchOperation>? operations) => Table.Apply(stage, operations);

    private static Stage Other(Stage stage, PatchOperation patch)
    {
        var path = patch.Path!;
        if (patch.Op == "copy")
        {
            return Copy(stage, patch);
        }

        if (path.StartsWith("/accessLogSettings", StringComparison.Ordinal))
        {
            throw ApiGatewayErrors.BadAccessLogPath();
        }

        if (patch.Op == "add" && path.StartsWith("/canarySettings", StringComparison.Ordinal))
        {
            throw ApiGatewayErrors.BadCanaryAddition(path);
        }

        return MethodSettingPatch.Apply(stage, patch) ?? throw ApiGatewayErrors.BadMethodSettingPath(path);
    }

    /// <summary>Promotes a canary: its deployment or its variables become the stage's.</summary>
    private static Stage Copy(Stage stage, PatchOperation patch)
    {
        if (stage.CanarySettings is not { } canary)
        {
            throw ApiGatewayErrors.NoCanaryToPromote();
        }

        return (patch.Path, patch.From) switch
        {
            ("/deploymentId", "/canarySettings/deploymentId") => stage with { DeploymentId = canary.DeploymentId },
            ("/variables", "/canarySettings/stageVariableOverrides") => stage with { Variables = Merge(stage.Variables, canary.StageVariableOverrides) },
            _ => throw ApiGatewayErrors.BadCanaryCopy(patch.Path!, patch.From),
        };
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string>? variables, Dictionary<string, string>? overrides)
    {
        var merged = new Dictionary<string, string>(variables ?? []);
        foreach (var (name, value) in overrides ?? [])
        {
            merged[name] = value;
        }

        return merged;
    }

    private static Stage Canary(Stage stage, Func<CanarySettings, CanarySettings> change) =>
        stage with { CanarySettings = change(stage.CanarySettings ?? new CanarySettings { DeploymentId = stage.DeploymentId, PercentTraffic = 0, UseStageCache = false }) };

    private static CanarySettings Override(CanarySettings canary, string name, string? value)
    {
        var overrides = new Dictionary<string, string>(canary.StageVariableOverrides ?? []);
        if (value is null)
        {
            overrides.Remove(name);
        }
        else
        {
            overrides[name] = value;
        }

        return canary with { StageVariableOverrides = overrides };
    }

    private static string LogValue(string? value) => string.IsNullOrEmpty(value) ? throw ApiGatewayErrors.EmptyAccessLogValue() : value;

    private static string LogDestination(string? value)
    {
        if (!Arn.TryParse(LogValue(value), out _))
        {
            throw ApiGatewayErrors.MalformedArn(value!);
        }

        // The log group's ARN with its final :* is the same destination; AWS keeps it without (recorded).
        return value!.EndsWith(":*", StringComparison.Ordinal) ? value[..^2] : value;
    }
}
