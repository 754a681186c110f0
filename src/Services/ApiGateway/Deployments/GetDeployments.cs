using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

internal sealed record GetDeploymentsRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record DeploymentList
{
    public string? Position { get; init; }

    public required IReadOnlyList<Deployment> Item { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html.</summary>
internal sealed class GetDeployments(ApiTables tables) : IOperation<GetDeploymentsRequest, DeploymentList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/deployments");

    public async ValueTask<DeploymentList> InvokeAsync(GetDeploymentsRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        var page = await tables.Deployments.ListAsync(call.Scope, request.RestApiId + "/", Paging.After(request.Position), Paging.Limit(request.Limit));
        return new DeploymentList { Position = page.Next is { } next ? PageToken.For(next) : null, Item = page.Items };
    }
}
