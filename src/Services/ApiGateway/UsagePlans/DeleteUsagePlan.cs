using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record DeleteUsagePlanRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }
}

/// <summary>Deletes a plan without stages; its keys stay. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlan.html.</summary>
internal sealed class DeleteUsagePlan(KeyTables tables, Publisher publisher) : IOperation<DeleteUsagePlanRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/usageplans/{usageplanId}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteUsagePlanRequest request, Call call)
    {
        var (scope, planId) = (call.Scope, request.UsagePlanId);
        while (await tables.Plans.FindVersionedAsync(scope, planId) is { } current)
        {
            if (current.Value.ApiStages is [var first, ..])
            {
                throw ApiGatewayErrors.PlanHasStages(planId, first.Name());
            }

            var batch = new Batch();
            tables.Plans.Delete(batch, scope, planId, current.Version);
            foreach (var subscription in (await tables.PlanKeys.ListAsync(scope, planId + "/")).Items)
            {
                subscription.Delete(tables, batch, scope);
            }

            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.PlanChangedAsync(scope, planId);
                return Nothing.Value;
            }
        }

        throw ApiGatewayErrors.UsagePlanNotFound();
    }
}
