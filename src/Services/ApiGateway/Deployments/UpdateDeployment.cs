using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

internal sealed record UpdateDeploymentRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("deployment_id")] public required string DeploymentId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDeployment.html.</summary>
internal sealed class UpdateDeployment(ApiTables tables) : IOperation<UpdateDeploymentRequest, Deployment>
{
    private static readonly PatchTable<Deployment> Patches = new PatchTable<Deployment>(PatchWording.ListsPaths)
        .Replace("/description", (deployment, value) => deployment with { Description = PatchValue.Text(value) });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/deployments/{deployment_id}");

    public async ValueTask<Deployment> InvokeAsync(UpdateDeploymentRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        return await tables.Deployments.UpdateAsync(call.Scope, $"{request.RestApiId}/{request.DeploymentId}", deployment => Patches.Apply(deployment, request.PatchOperations))
            ?? throw ApiGatewayErrors.DeploymentNotFound();
    }
}
