using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record DeleteUsagePlanKeyRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    [Uri("keyId")] public required string KeyId { get; init; }
}

/// <summary>Takes a key off a plan. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlanKey.html.</summary>
internal sealed class DeleteUsagePlanKey(KeyTables tables, Publisher publisher) : IOperation<DeleteUsagePlanKeyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/usageplans/{usageplanId}/keys/{keyId}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteUsagePlanKeyRequest request, Call call)
    {
        var (scope, planId, keyId) = (call.Scope, request.UsagePlanId, request.KeyId);
        while (true)
        {
            var plan = await tables.Plans.FindVersionedAsync(scope, planId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
            var subscription = await tables.PlanKeys.FindAsync(scope, $"{planId}/{keyId}") ?? throw ApiGatewayErrors.ApiKeyNotFound();
            var batch = new Batch();

            // Written back as it is: its stages do not change while the key's claims on them go.
            tables.Plans.Put(batch, scope, planId, plan.Value, plan.Version);
            subscription.Delete(tables, batch, scope);
            foreach (var stage in plan.Value.ApiStages ?? [])
            {
                tables.StageClaims.Delete(batch, scope, $"{keyId}/{stage.Name()}");
            }

            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.PlanKeyChangedAsync(scope, planId, keyId);
                return Nothing.Value;
            }
        }
    }
}
