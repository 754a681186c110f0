using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record GetStageRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("stage_name")] public required string StageName { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetStage.html.</summary>
internal sealed class GetStage(ApiTables tables) : IOperation<GetStageRequest, Stage>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/stages/{stage_name}");

    public async ValueTask<Stage> InvokeAsync(GetStageRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        return (await tables.Stages.FindAsync(call.Scope, $"{request.RestApiId}/{request.StageName}") ?? throw ApiGatewayErrors.StageNotFound()).Shown();
    }
}
