using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

internal sealed record DeleteDeploymentRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("deployment_id")] public required string DeploymentId { get; init; }
}

/// <summary>Deletes a deployment that no stage serves. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html.</summary>
internal sealed class DeleteDeployment(ApiTables tables) : IOperation<DeleteDeploymentRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/deployments/{deployment_id}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteDeploymentRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        var id = $"{request.RestApiId}/{request.DeploymentId}";
        while (await tables.Deployments.FindVersionedAsync(call.Scope, id) is { } current)
        {
            // A stage that is pointed here meanwhile writes this deployment's row again, so the commit below fails.
            var stages = await tables.Stages.ListAsync(call.Scope, request.RestApiId + "/");
            if (stages.Items.Any(stage => stage.DeploymentId == request.DeploymentId || stage.CanarySettings?.DeploymentId == request.DeploymentId))
            {
                throw ApiGatewayErrors.DeploymentInUse();
            }

            var batch = new Batch();
            tables.Deployments.Delete(batch, call.Scope, id, current.Version);
            tables.Snapshots.Delete(batch, call.Scope, id);
            if (await tables.Store.CommitAsync(batch))
            {
                return Nothing.Value;
            }
        }

        throw ApiGatewayErrors.DeploymentNotFound();
    }
}
