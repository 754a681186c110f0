using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record DeleteStageRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("stage_name")] public required string StageName { get; init; }
}

/// <summary>
/// Deletes a stage. Usage plans go on naming it: whether AWS refuses or forgets it there is not recorded.
/// See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteStage.html.
/// </summary>
internal sealed class DeleteStage(ApiTables tables, Publisher publisher) : IOperation<DeleteStageRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/stages/{stage_name}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteStageRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        if (!await tables.Stages.DeleteAsync(call.Scope, $"{request.RestApiId}/{request.StageName}"))
        {
            throw ApiGatewayErrors.StageNotFound();
        }

        await publisher.StageChangedAsync(call.Scope, request.RestApiId, request.StageName);
        return Nothing.Value;
    }
}
