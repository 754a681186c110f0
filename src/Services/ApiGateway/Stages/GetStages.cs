using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record GetStagesRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("deploymentId")] public string? DeploymentId { get; init; }
}

internal sealed record StageList
{
    public required IReadOnlyList<Stage> Item { get; init; }
}

/// <summary>Lists an API's stages, all at once. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html.</summary>
internal sealed class GetStages(ApiTables tables) : IOperation<GetStagesRequest, StageList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/stages");

    public async ValueTask<StageList> InvokeAsync(GetStagesRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        var stages = await tables.Stages.ListAsync(call.Scope, request.RestApiId + "/");
        return new StageList
        {
            Item = [.. stages.Items.Where(stage => string.IsNullOrEmpty(request.DeploymentId) || stage.DeploymentId == request.DeploymentId).Select(stage => stage.Shown())],
        };
    }
}
