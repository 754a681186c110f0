using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record UpdateUsagePlanRequest : IConstrained
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Changes a plan for its keys' next requests. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateUsagePlan.html.</summary>
internal sealed class UpdateUsagePlan(KeyTables tables, ApiTables apis, Publisher publisher) : IOperation<UpdateUsagePlanRequest, UsagePlan>
{
    public OperationSpec Spec => OperationSpec.Patch("/usageplans/{usageplanId}");

    public async ValueTask<UsagePlan> InvokeAsync(UpdateUsagePlanRequest request, Call call)
    {
        var (scope, planId) = (call.Scope, request.UsagePlanId);
        while (await tables.Plans.FindVersionedAsync(scope, planId) is { } current)
        {
            var changed = UsagePlanRules.Check(UsagePlanPatches.Apply(current.Value, request.PatchOperations));
            var batch = new Batch();
            await MoveClaimsAsync(batch, call, current.Value, changed);
            tables.Plans.Put(batch, scope, planId, changed, current.Version);
            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.PlanChangedAsync(scope, planId);
                return changed with { Tags = changed.Tags ?? [] };
            }
        }

        throw ApiGatewayErrors.UsagePlanNotFound();
    }

    /// <summary>The plan's keys reach the stages that came and no longer those that went.</summary>
    private async ValueTask MoveClaimsAsync(Batch batch, Call call, UsagePlan before, UsagePlan after)
    {
        var (old, now) = ((before.ApiStages ?? []).Select(stage => stage.Name()).ToHashSet(), (after.ApiStages ?? []).ToDictionary(stage => stage.Name()));
        var came = now.Values.Where(stage => !old.Contains(stage.Name())).ToList();
        var went = old.Where(name => !now.ContainsKey(name)).ToList();
        foreach (var stage in came)
        {
            if (await apis.Stages.FindAsync(call.Scope, $"{stage.ApiId}/{stage.Stage}") is null)
            {
                throw ApiGatewayErrors.PlanStageNotFound(stage.ApiId!, stage.Stage!, before.Id);
            }
        }

        if (came.Count + went.Count == 0)
        {
            return;
        }

        foreach (var subscription in (await tables.PlanKeys.ListAsync(call.Scope, before.Id + "/")).Items)
        {
            foreach (var stage in came)
            {
                await new StageClaim(subscription.KeyId, stage.Name(), before.Id).InsertAsync(tables, batch, call.Scope);
            }

            foreach (var name in went)
            {
                tables.StageClaims.Delete(batch, call.Scope, $"{subscription.KeyId}/{name}");
            }
        }
    }
}
