using Gatehouse.Services.ApiGateway.Stages;

namespace Gatehouse.Services.ApiGateway.Deployments;

/// <summary>What a deployment to a named stage makes of that stage.</summary>
internal static class DeployedStage
{
    public static Stage Of(Stage? current, Deployment deployment, string stageName, CreateDeploymentRequest request, DateTimeOffset now)
    {
        if (request.CanarySettings is { } canary)
        {
            return (current ?? throw ApiGatewayErrors.CanaryOfMissingStage(stageName)) with
            {
                CanarySettings = new CanarySettings
                {
                    DeploymentId = deployment.Id,
                    PercentTraffic = canary.PercentTraffic ?? 0,
                    StageVariableOverrides = canary.StageVariableOverrides,
                    UseStageCache = canary.UseStageCache ?? false,
                },
                LastUpdatedDate = now,
            };
        }

        var stage = (current ?? Stage.New(stageName, now)) with { DeploymentId = deployment.Id, LastUpdatedDate = now };
        if (!string.IsNullOrEmpty(request.StageDescription))
        {
            stage = stage with { Description = request.StageDescription };
        }

        if (request.Variables is { Count: > 0 } variables)
        {
            stage = stage with { Variables = variables };
        }

        if (request.TracingEnabled is { } tracing)
        {
            stage = stage with { TracingEnabled = tracing };
        }

        return StageRules.Check(request.CacheClusterEnabled is { } cache ? stage.WithCache(cache, request.CacheClusterSize) : stage);
    }
}
