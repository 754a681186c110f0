using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

internal sealed record DeleteRestApiRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }
}

/// <summary>Deletes an API with its deployments and stages, which leave their usage plans. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html.</summary>
internal sealed class DeleteRestApi(ApiTables tables, KeyTables keys, Publisher publisher) : IOperation<DeleteRestApiRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteRestApiRequest request, Call call)
    {
        var apiId = request.RestApiId;
        while (await tables.Definitions.FindVersionedAsync(call.Scope, apiId) is { } current)
        {
            // Deployments and stages are made with this version in hand, so none can appear between the lists and the commit.
            var deployments = await tables.Deployments.ListAsync(call.Scope, apiId + "/");
            var stages = await tables.Stages.ListAsync(call.Scope, apiId + "/");
            var batch = new Batch();
            tables.Definitions.Delete(batch, call.Scope, apiId, current.Version);
            tables.Apis.Delete(batch, call.Scope, apiId);
            foreach (var deployment in deployments.Items)
            {
                tables.Deployments.Delete(batch, call.Scope, $"{apiId}/{deployment.Id}");
                tables.Snapshots.Delete(batch, call.Scope, $"{apiId}/{deployment.Id}");
            }

            foreach (var stage in stages.Items)
            {
                tables.Stages.Delete(batch, call.Scope, $"{apiId}/{stage.StageName}");
            }

            var plans = await PlansOfStage.RemoveAsync(keys, batch, call.Scope, apiId, [.. stages.Items.Select(stage => stage.StageName!)]);
            if (await tables.Store.CommitAsync(batch))
            {
                foreach (var stage in stages.Items)
                {
                    await publisher.StageChangedAsync(call.Scope, apiId, stage.StageName!);
                }

                foreach (var planId in plans)
                {
                    await publisher.PlanChangedAsync(call.Scope, planId);
                }

                return Nothing.Value;
            }
        }

        throw ApiGatewayErrors.ApiNotFound(call, apiId);
    }
}
