using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record CreateUsagePlanKeyRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    public required string KeyId { get; init; }

    public required string KeyType { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlanKey.html.</summary>
internal sealed record UsagePlanKey
{
    public required string Id { get; init; }

    public string Type { get; init; } = "API_KEY";

    public string? Value { get; init; }

    public string? Name { get; init; }

    public static UsagePlanKey Of(ApiKeys.ApiKey key) => new() { Id = key.Id, Value = key.Value, Name = key.Name };
}

/// <summary>Puts a key on a plan. See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlanKey.html.</summary>
internal sealed class CreateUsagePlanKey(KeyTables tables, Publisher publisher) : IOperation<CreateUsagePlanKeyRequest, UsagePlanKey>
{
    public OperationSpec Spec => OperationSpec.Post("/usageplans/{usageplanId}/keys", 201);

    public async ValueTask<UsagePlanKey> InvokeAsync(CreateUsagePlanKeyRequest request, Call call)
    {
        var (scope, planId, keyId) = (call.Scope, request.UsagePlanId, request.KeyId);
        if (request.KeyType != "API_KEY")
        {
            throw ApiGatewayErrors.BadKeyType();
        }

        while (true)
        {
            var plan = await tables.Plans.FindVersionedAsync(scope, planId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
            var key = await tables.Keys.FindVersionedAsync(scope, keyId) ?? throw ApiGatewayErrors.ApiKeyNotFound();
            if (await tables.PlanKeys.FindAsync(scope, $"{planId}/{keyId}") is not null)
            {
                throw ApiGatewayErrors.PlanKeyExists();
            }

            // The key's row below keeps two calls from both finding room.
            if ((await tables.KeyPlans.ListAsync(scope, keyId + "/", limit: UsagePlanRules.MostPlansOfKey)).Items.Count == UsagePlanRules.MostPlansOfKey)
            {
                throw ApiGatewayErrors.TooManyPlansOfKey(keyId, UsagePlanRules.MostPlansOfKey);
            }

            var batch = new Batch();

            // Written back as they are: the key is not deleted, and the plan's stages do not change, while this goes on.
            tables.Plans.Put(batch, scope, planId, plan.Value, plan.Version);
            tables.Keys.Put(batch, scope, keyId, key.Value, key.Version);
            new Subscription(planId, keyId, NewestFirst.PlaceOf(call.Time, keyId)).Insert(tables, batch, scope);
            foreach (var stage in plan.Value.ApiStages ?? [])
            {
                await new StageClaim(keyId, stage.Name(), planId).InsertAsync(tables, batch, scope);
            }

            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.PlanKeyChangedAsync(scope, planId, keyId);
                return UsagePlanKey.Of(key.Value.Key);
            }
        }
    }
}
