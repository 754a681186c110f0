using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record UpdateStageRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("stage_name")] public required string StageName { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Changes a stage, and what it serves at once. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html.</summary>
internal sealed class UpdateStage(ApiTables tables, Publisher publisher) : IOperation<UpdateStageRequest, Stage>
{
    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/stages/{stage_name}");

    public async ValueTask<Stage> InvokeAsync(UpdateStageRequest request, Call call)
    {
        var (scope, apiId) = (call.Scope, request.RestApiId);
        _ = await tables.GetApiAsync(call, apiId);
        var id = $"{apiId}/{request.StageName}";
        while (await tables.Stages.FindVersionedAsync(scope, id) is { } current)
        {
            var changed = StageRules.Check(StagePatches.Apply(current.Value, request.PatchOperations)) with { LastUpdatedDate = call.Time };
            await StageLogRules.CheckAsync(tables, call, changed, request.PatchOperations);
            var batch = new Batch();
            await tables.HoldDeploymentsAsync(batch, scope, apiId, changed);
            tables.Stages.Put(batch, scope, id, changed, current.Version);
            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.StageChangedAsync(scope, apiId, request.StageName);
                return changed.Shown();
            }
        }

        throw ApiGatewayErrors.StageNotFound();
    }
}
