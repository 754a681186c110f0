using Gatehouse.Core;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.ApiKeys;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Storage;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>The rows of API keys and usage plans, and the indexes that keep them unique and in order.</summary>
internal sealed class KeyTables(IStore store)
{
    public IStore Store => store;

    /// <summary>By id.</summary>
    public Table<StoredKey> Keys { get; } = new(store, "apigateway-apikey", ApiGatewayWire.Shapes.StoredKey);

    /// <summary>By the value's digest: no two keys have one value.</summary>
    public Table<KeyReference> KeyValues { get; } = new(store, "apigateway-apikeyvalue", ApiGatewayWire.Shapes.KeyReference);

    public NewestFirst KeyOrder { get; } = new(store, "apigateway-apikeyorder");

    /// <summary>By id.</summary>
    public Table<UsagePlan> Plans { get; } = new(store, "apigateway-usageplan", ApiGatewayWire.Shapes.UsagePlan);

    /// <summary>By <c>{planId}/{keyId}</c>.</summary>
    public Table<UsagePlans.Subscription> PlanKeys { get; } = new(store, "apigateway-usageplankey", ApiGatewayWire.Shapes.Subscription);

    /// <summary>The same by <c>{keyId}/{planId}</c>.</summary>
    public Table<UsagePlans.Subscription> KeyPlans { get; } = new(store, "apigateway-apikeyplan", ApiGatewayWire.Shapes.Subscription);

    /// <summary>Grouped by plan.</summary>
    public NewestFirst PlanKeyOrder { get; } = new(store, "apigateway-usageplankeyorder");

    /// <summary>By <c>{keyId}/{apiId}:{stage}</c>: a key reaches a stage through one plan.</summary>
    public Table<StageClaim> StageClaims { get; } = new(store, "apigateway-stageclaim", ApiGatewayWire.Shapes.StageClaim);

    /// <summary>By <c>{planId}/{keyId}</c>: what was used.</summary>
    public Table<UsageRecord> Usage { get; } = new(store, "apigateway-usage", ApiGatewayWire.Shapes.UsageRecord);

    /// <summary>Puts a key's row and its entry in the list of keys, which has to say the same of it.</summary>
    /// <param name="expected">The version that the row must have; <see cref="Batch.Absent"/> for a new key.</param>
    public void PutKey(Batch batch, Scope scope, StoredKey stored, long expected)
    {
        Keys.Put(batch, scope, stored.Key.Id, stored, expected);
        KeyOrder.Put(batch, scope, stored.Place, new Listed(stored.Key.Id, stored.Place) { Name = stored.Key.Name, CustomerId = stored.Key.CustomerId });
    }

    /// <summary>Changes a key; again from the start when another call was faster. Null when there is none.</summary>
    public async ValueTask<ApiKey?> ChangeKeyAsync(Scope scope, string keyId, Func<ApiKey, ApiKey> change)
    {
        while (await Keys.FindVersionedAsync(scope, keyId) is { } current)
        {
            var changed = current.Value with { Key = change(current.Value.Key) };
            var batch = new Batch();
            PutKey(batch, scope, changed, current.Version);
            if (await Store.CommitAsync(batch))
            {
                return changed.Key;
            }
        }

        return null;
    }
}
