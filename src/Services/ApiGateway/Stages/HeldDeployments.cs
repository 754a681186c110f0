using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;

namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>Keeps deployments in place while a stage is pointed at them.</summary>
internal static class HeldDeployments
{
    /// <summary>Puts the stage's deployments into the batch as they are, so that it fails if one is deleted meanwhile.</summary>
    public static async ValueTask HoldDeploymentsAsync(this ApiTables tables, Batch batch, Scope scope, string apiId, Stage stage)
    {
        foreach (var deploymentId in new[] { stage.DeploymentId, stage.CanarySettings?.DeploymentId }.OfType<string>().Distinct())
        {
            var held = await tables.Deployments.FindVersionedAsync(scope, $"{apiId}/{deploymentId}") ?? throw ApiGatewayErrors.DeploymentDoesNotExist();
            tables.Deployments.Put(batch, scope, $"{apiId}/{deploymentId}", held.Value, held.Version);
        }
    }
}
