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
}
