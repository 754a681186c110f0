using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

internal sealed record GetDeploymentRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("deployment_id")] public required string DeploymentId { get; init; }

    [Query("embed")] public List<string>? Embed { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html.</summary>
internal sealed class GetDeployment(ApiTables tables) : IOperation<GetDeploymentRequest, Deployment>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/deployments/{deployment_id}");

    public async ValueTask<Deployment> InvokeAsync(GetDeploymentRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        var id = $"{request.RestApiId}/{request.DeploymentId}";
        var deployment = await tables.Deployments.FindAsync(call.Scope, id) ?? throw ApiGatewayErrors.DeploymentNotFound();
        if (request.Embed?.Contains("apisummary") != true)
        {
            return deployment;
        }

        var snapshot = await tables.Snapshots.FindAsync(call.Scope, id) ?? throw ApiGatewayErrors.DeploymentNotFound();
        return deployment with { ApiSummary = Summarize(snapshot.Definition) };
    }

    private static Dictionary<string, Dictionary<string, MethodSnapshot>> Summarize(ApiDefinition api) => api.Resources.Values
        .Where(resource => resource.ResourceMethods is { Count: > 0 })
        .ToDictionary(resource => resource.Path, resource => resource.ResourceMethods!.ToDictionary(
            pair => pair.Key,
            pair => new MethodSnapshot { AuthorizationType = pair.Value.AuthorizationType, ApiKeyRequired = pair.Value.ApiKeyRequired }));
}
