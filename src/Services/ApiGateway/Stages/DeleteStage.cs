using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record DeleteStageRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("stage_name")] public required string StageName { get; init; }
}

/// <summary>Deletes a stage and takes it out of every usage plan. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteStage.html.</summary>
internal sealed class DeleteStage(ApiTables tables, KeyTables keys, Publisher publisher) : IOperation<DeleteStageRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/stages/{stage_name}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteStageRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        while (await tables.Stages.FindVersionedAsync(call.Scope, $"{request.RestApiId}/{request.StageName}") is { } current)
        {
            var batch = new Batch();
            tables.Stages.Delete(batch, call.Scope, $"{request.RestApiId}/{request.StageName}", current.Version);
            var plans = await PlansOfStage.RemoveAsync(keys, batch, call.Scope, request.RestApiId, request.StageName);
            if (!await tables.Store.CommitAsync(batch))
            {
                continue;
            }

            await publisher.StageChangedAsync(call.Scope, request.RestApiId, request.StageName);
            foreach (var planId in plans)
            {
                await publisher.PlanChangedAsync(call.Scope, planId);
            }

            return Nothing.Value;
        }

        throw ApiGatewayErrors.StageNotFound();
    }
}
