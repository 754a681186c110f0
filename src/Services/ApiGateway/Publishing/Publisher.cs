using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.State;

namespace Gatehouse.Services.ApiGateway.Publishing;

/// <summary>
/// Brings what is stored before the gateway: everything at start, then each thing after it changed. It always reads the row again, one
/// change at a time, so that of two changes the gateway ends with the one that the store ended with.
/// </summary>
internal sealed class Publisher(ApiTables apis, KeyTables keys, GatewayEngine engine) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Publishes the plans. Keys stay where they are until someone uses them.</summary>
    public async ValueTask LoadPlansAsync()
    {
        engine.Keys.ReadFrom(new StoredKeys(keys));
        foreach (var (scope, _, plan) in await keys.Plans.LoadAllAsync())
        {
            engine.Keys.In(scope).SetPlan(KeyModels.Of(plan));
        }
    }

    /// <summary>Tells the gateway which values are keys at all. Until it is done, a call with an unknown key costs a read of the store.</summary>
    public async Task LearnKeysAsync(CancellationToken cancellation)
    {
        await foreach (var (scope, digest) in keys.KeyValues.IdsAsync(cancellation))
        {
            engine.Keys.Learn(scope, digest);
        }

        engine.Keys.LearnedAll();
    }

    public async ValueTask LoadStagesAsync()
    {
        foreach (var (scope, id, stage) in await apis.Stages.LoadAllAsync())
        {
            await StageChangedAsync(scope, id[..id.IndexOf('/', StringComparison.Ordinal)], stage.StageName!);
        }
    }

    public ValueTask StageChangedAsync(Scope scope, string apiId, string stageName) => InOrderAsync(async () =>
    {
        if (await apis.Stages.FindAsync(scope, $"{apiId}/{stageName}") is { } stage && await apis.Snapshots.FindAsync(scope, $"{apiId}/{stage.DeploymentId}") is { } snapshot)
        {
            var account = await apis.Accounts.FindAsync(scope, Account.RowId);
            engine.Publish(StageLogModels.Of(StageModels.Of(scope, apiId, stage, snapshot), stage, account));
        }
        else
        {
            engine.Withdraw(apiId, stageName);
        }
    });

    /// <summary>Stages log in the name of their account's role.</summary>
    public async ValueTask AccountChangedAsync(Scope scope)
    {
        foreach (var api in (await apis.Apis.ListAsync(scope)).Items)
        {
            foreach (var stage in (await apis.Stages.ListAsync(scope, api.Id + "/")).Items.Where(StageLogModels.Logs))
            {
                await StageChangedAsync(scope, api.Id!, stage.StageName!);
            }
        }
    }

    public ValueTask KeyChangedAsync(Scope scope, string keyId) => InOrderAsync(async () =>
    {
        if (await keys.Keys.FindAsync(scope, keyId) is { } stored)
        {
            engine.Keys.In(scope).SetKey(KeyModels.Of(stored.Key));
        }
        else
        {
            engine.Keys.In(scope).RemoveKey(keyId);
        }
    });

    public ValueTask PlanChangedAsync(Scope scope, string planId) => InOrderAsync(async () =>
    {
        if (await keys.Plans.FindAsync(scope, planId) is { } plan)
        {
            engine.Keys.In(scope).SetPlan(KeyModels.Of(plan));
        }
        else
        {
            engine.Keys.In(scope).RemovePlan(planId);
        }
    });

    public ValueTask PlanKeyChangedAsync(Scope scope, string planId, string keyId) => InOrderAsync(async () =>
    {
        if (await keys.PlanKeys.FindAsync(scope, $"{planId}/{keyId}") is not null)
        {
            engine.Keys.In(scope).Attach(keyId, planId);
        }
        else
        {
            engine.Keys.In(scope).Detach(keyId, planId);
        }
    });

    private async ValueTask InOrderAsync(Func<ValueTask> publish)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            await publish();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
