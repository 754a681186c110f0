using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

/// <summary>
/// Takes stages that are deleted out of the plans that name them. AWS does so too: users whose deployments delete and make a stage anew
/// find their plans without it (terraform-provider-aws issue 14100).
/// </summary>
internal static class PlansOfStage
{
    /// <returns>The plans that changed, to be published.</returns>
    public static async ValueTask<List<string>> RemoveAsync(KeyTables tables, Batch batch, Scope scope, string apiId, params IReadOnlyCollection<string> stageNames)
    {
        var changed = new List<string>();
        var gone = stageNames.Select(name => $"{apiId}:{name}").ToHashSet(StringComparer.Ordinal);
        foreach (var plan in (await tables.Plans.ListAsync(scope)).Items.Where(plan => NamesAny(plan, gone)))
        {
            // Read again with its version: whoever changes the plan meanwhile makes the deletion start over.
            if (await tables.Plans.FindVersionedAsync(scope, plan.Id) is not { } current || !NamesAny(current.Value, gone))
            {
                continue;
            }

            tables.Plans.Put(batch, scope, plan.Id, current.Value with { ApiStages = [.. current.Value.ApiStages!.Where(stage => !gone.Contains(stage.Name()))] }, current.Version);
            var names = current.Value.ApiStages!.Select(stage => stage.Name()).Where(gone.Contains).ToList();
            foreach (var subscription in (await tables.PlanKeys.ListAsync(scope, plan.Id + "/")).Items)
            {
                names.ForEach(name => tables.StageClaims.Delete(batch, scope, $"{subscription.KeyId}/{name}"));
            }

            changed.Add(plan.Id);
        }

        return changed;
    }

    private static bool NamesAny(UsagePlan plan, HashSet<string> stages) => plan.ApiStages?.Exists(stage => stages.Contains(stage.Name())) == true;
}
