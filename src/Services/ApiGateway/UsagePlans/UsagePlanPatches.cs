using System.Text.Json;
using Gatehouse.Services.ApiGateway.Patching;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

/// <summary>The patches of a usage plan.</summary>
internal static class UsagePlanPatches
{
    private const string StagePrefix = "/apiStages/";

    private static readonly PatchTable<UsagePlan> Table = Build();

    public static UsagePlan Apply(UsagePlan plan, IReadOnlyList<PatchOperation>? operations) => Table.Apply(plan, operations);

    private static PatchTable<UsagePlan> Build()
    {
        // What can be removed stands in the order in which AWS lists it (recorded); the orders of the other lists are not recorded.
        var table = new PatchTable<UsagePlan>(PatchWording.ListsPathsEvenNone)
            .Replace("/name", (plan, value) => plan with { Name = value })
            .Replace("/description", (plan, value) => plan with { Description = PatchValue.Text(value) })
            .Add("/apiStages", AddStage)
            .Remove("/apiStages", RemoveStage)
            .Remove("/quota", (plan, _) => plan with { Quota = null })
            .Remove("/throttle", (plan, _) => plan with { Throttle = null })
            .Remove("/productCode", (plan, _) => plan with { ProductCode = null })
            .Lists("remove", "/apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>")
            .Lists("remove", "/apiStages/<apidId:stageName>/throttle")
            .Otherwise(PatchStageThrottle);

        // Terraform adds these with replace, the documentation with add.
        foreach (var op in new[] { "add", "replace" })
        {
            table
                .On(op, "/productCode", (plan, patch) => plan with { ProductCode = PatchValue.Text(patch.Value) })
                .On(op, "/throttle/rateLimit", (plan, patch) => plan with { Throttle = (plan.Throttle ?? new()) with { RateLimit = PatchValue.Number(patch.Path, patch.Value) } })
                .On(op, "/throttle/burstLimit", (plan, patch) => plan with { Throttle = (plan.Throttle ?? new()) with { BurstLimit = PatchValue.Whole(patch.Path, patch.Value) } })
                .On(op, "/quota/limit", (plan, patch) => plan with { Quota = (plan.Quota ?? new()) with { Limit = PatchValue.Whole(patch.Path, patch.Value) } })
                .On(op, "/quota/offset", (plan, patch) => plan with { Quota = (plan.Quota ?? new()) with { Offset = PatchValue.Whole(patch.Path, patch.Value) } })
                .On(op, "/quota/period", (plan, patch) => plan with { Quota = (plan.Quota ?? new()) with { Period = patch.Value } });
        }

        return table;
    }

    /// <summary>Adding a stage that is there already changes nothing; whether AWS answers a conflict is not recorded.</summary>
    private static UsagePlan AddStage(UsagePlan plan, string? value)
    {
        var (apiId, stage) = ParseStage(value);
        return Find(plan, $"{apiId}:{stage}") is not null ? plan : plan with { ApiStages = [.. plan.ApiStages ?? [], new ApiStage { ApiId = apiId, Stage = stage }] };
    }

    private static UsagePlan RemoveStage(UsagePlan plan, string? value)
    {
        var (apiId, stage) = ParseStage(value);
        var known = Find(plan, $"{apiId}:{stage}") ?? throw ApiGatewayErrors.PlanStageNotFound(apiId, stage, plan.Id);
        return plan with { ApiStages = [.. plan.ApiStages!.Where(other => other != known)] };
    }

    /// <summary>
    /// <c>/apiStages/{api}:{stage}/throttle/{method}/rateLimit</c>. The method is <c>/path/VERB</c>, its slashes escaped or, as Terraform
    /// sends them, not.
    /// </summary>
    private static UsagePlan? PatchStageThrottle(UsagePlan plan, PatchOperation patch)
    {
        var throttleAt = patch.Path!.IndexOf("/throttle", StringComparison.Ordinal);
        if (!patch.Path.StartsWith(StagePrefix, StringComparison.Ordinal) || throttleAt < StagePrefix.Length)
        {
            return null;
        }

        var name = PatchPath.Unescape(patch.Path[StagePrefix.Length..throttleAt]);
        var (apiId, stageName) = ParseStage(name);
        var stage = Find(plan, name) ?? throw ApiGatewayErrors.PlanStageNotFound(apiId, stageName, plan.Id);
        var rest = patch.Path[(throttleAt + "/throttle".Length)..];
        return Change(stage, patch, rest) is { } changed ? plan with { ApiStages = [.. plan.ApiStages!.Select(other => other == stage ? changed : other)] } : null;
    }

    private static ApiStage? Change(ApiStage stage, PatchOperation patch, string rest)
    {
        var limits = new Dictionary<string, ThrottleSettings>(stage.Throttle ?? []);
        if (rest.Length == 0)
        {
            return patch.Op switch
            {
                "remove" => stage with { Throttle = null },
                "add" or "replace" => stage with { Throttle = ParseLimits(patch) },
                _ => null,
            };
        }

        if (patch.Op == "remove")
        {
            return limits.Remove(PatchPath.Unescape(rest[1..])) ? stage with { Throttle = limits.Count > 0 ? limits : null } : throw ApiGatewayErrors.BadPatchPath(patch.Path!);
        }

        var lastSlash = rest.LastIndexOf('/');
        if (patch.Op is not ("add" or "replace") || lastSlash < 1)
        {
            return null;
        }

        var method = PatchPath.Unescape(rest[1..lastSlash]);
        var limit = limits.GetValueOrDefault(method) ?? new ThrottleSettings();
        limits[method] = rest[(lastSlash + 1)..] switch
        {
            "rateLimit" => limit with { RateLimit = PatchValue.Number(patch.Path!, patch.Value) },
            "burstLimit" => limit with { BurstLimit = PatchValue.Whole(patch.Path!, patch.Value) },
            _ => throw ApiGatewayErrors.BadPatchPath(patch.Path!),
        };
        return stage with { Throttle = limits };
    }

    private static Dictionary<string, ThrottleSettings>? ParseLimits(PatchOperation patch)
    {
        try
        {
            return JsonSerializer.Deserialize(patch.Value ?? "", ApiGatewayWire.Shapes.DictionaryStringThrottleSettings);
        }
        catch (JsonException)
        {
            throw ApiGatewayErrors.BadStageThrottle(patch.Path!);
        }
    }

    private static ApiStage? Find(UsagePlan plan, string name) => plan.ApiStages?.Find(stage => stage.Name() == name);

    private static (string ApiId, string Stage) ParseStage(string? value) =>
        value?.Split(':') is [{ Length: > 0 } apiId, { Length: > 0 } stage] ? (apiId, stage) : throw ApiGatewayErrors.BadPlanStage();
}
