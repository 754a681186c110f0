using System.Globalization;
using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Usage;

internal sealed record UpdateUsageRequest : IConstrained
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    [Uri("keyId")] public required string KeyId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Grants a key so many more requests in the current period. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateUsage.html.</summary>
internal sealed class UpdateUsage(KeyTables tables, GatewayEngine engine, UsageKeeper usage) : IOperation<UpdateUsageRequest, UsageReport>
{
    private static readonly PatchTable<Grant> Patches = new PatchTable<Grant>(PatchWording.ListsPathsEvenNone)
        .Replace("/remaining", (_, value) => new Grant(PatchValue.Whole("/remaining", value)));

    public OperationSpec Spec => OperationSpec.Patch("/usageplans/{usageplanId}/keys/{keyId}/usage");

    public async ValueTask<UsageReport> InvokeAsync(UpdateUsageRequest request, Call call)
    {
        var plan = await tables.Plans.FindAsync(call.Scope, request.UsagePlanId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
        _ = await tables.PlanKeys.FindAsync(call.Scope, $"{plan.Id}/{request.KeyId}") ?? throw ApiGatewayErrors.ApiKeyNotFound();
        var counters = engine.Keys.In(call.Scope).Usage;
        if (Patches.Apply(new Grant(null), request.PatchOperations).Remaining is { } remaining)
        {
            var quota = plan.Quota ?? throw ApiGatewayErrors.PlanWithoutQuota();
            counters.SetRemaining(plan.Id, request.KeyId, KeyModels.Of(quota), remaining >= 0 ? remaining : throw ApiGatewayErrors.BadPatchNumber("/remaining", remaining.ToString(CultureInfo.InvariantCulture)));

            // Like every change that is answered, it must survive what comes next.
            await usage.SaveAsync();
        }

        var today = DateOnly.FromDateTime(call.Time.UtcDateTime);
        var date = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new UsageReport
        {
            UsagePlanId = plan.Id,
            StartDate = date,
            EndDate = date,
            Values = new() { [request.KeyId] = UsageNumbers.Of(counters, plan, request.KeyId, today, today, today) },
        };
    }

    private sealed record Grant(long? Remaining);
}
