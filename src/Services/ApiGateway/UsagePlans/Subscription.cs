using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

/// <summary>A key on a plan.</summary>
internal sealed record Subscription(string PlanId, string KeyId, string Place)
{
    public void Insert(KeyTables tables, Batch batch, Scope scope)
    {
        tables.PlanKeys.Insert(batch, scope, $"{PlanId}/{KeyId}", this);
        tables.KeyPlans.Insert(batch, scope, $"{KeyId}/{PlanId}", this);
        tables.PlanKeyOrder.Insert(batch, scope, PlanId + "/", Place, KeyId);

        // A server that was killed while the key left this plan may have left its count behind.
        tables.Usage.Delete(batch, scope, $"{PlanId}/{KeyId}");
    }

    public void Delete(KeyTables tables, Batch batch, Scope scope)
    {
        tables.PlanKeys.Delete(batch, scope, $"{PlanId}/{KeyId}");
        tables.KeyPlans.Delete(batch, scope, $"{KeyId}/{PlanId}");
        tables.PlanKeyOrder.Delete(batch, scope, PlanId + "/", Place);
        tables.Usage.Delete(batch, scope, $"{PlanId}/{KeyId}");
    }
}

/// <summary>That a key reaches a stage through this plan; its row keeps any other plan from doing so.</summary>
internal sealed record StageClaim(string KeyId, string Stage, string PlanId)
{
    public string Id => $"{KeyId}/{Stage}";

    /// <summary>Puts the claim into the batch, or throws when the key reaches the stage already.</summary>
    public async ValueTask InsertAsync(KeyTables tables, Batch batch, Scope scope)
    {
        if (await tables.StageClaims.FindAsync(scope, Id) is not null)
        {
            throw ApiGatewayErrors.KeyReachesStageAlready(KeyId, Stage);
        }

        tables.StageClaims.Insert(batch, scope, Id, this);
    }
}
