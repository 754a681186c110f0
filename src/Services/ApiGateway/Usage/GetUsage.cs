using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Usage;

internal sealed record GetUsageRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    [Query("keyId")] public string? KeyId { get; init; }

    [Query("startDate")] public required string StartDate { get; init; }

    [Query("endDate")] public required string EndDate { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

/// <summary>Answers the gateway's live numbers. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html.</summary>
internal sealed class GetUsage(KeyTables tables, GatewayEngine engine) : IOperation<GetUsageRequest, UsageReport>
{
    // ? How far back AWS answers is not documented; 90 days is what its users report.
    private const int MostDays = 90;

    public OperationSpec Spec => OperationSpec.Get("/usageplans/{usageplanId}/usage");

    public async ValueTask<UsageReport> InvokeAsync(GetUsageRequest request, Call call)
    {
        var (first, last, today) = (UsageNumbers.ParseDate(request.StartDate), UsageNumbers.ParseDate(request.EndDate), DateOnly.FromDateTime(call.Time.UtcDateTime));
        if (last < first)
        {
            throw ApiGatewayErrors.UsageEndsBeforeItStarts();
        }

        if (first < today.AddDays(-MostDays) || last.DayNumber - first.DayNumber > MostDays)
        {
            throw ApiGatewayErrors.UsageTooFarBack(MostDays);
        }

        var plan = await tables.Plans.FindAsync(call.Scope, request.UsagePlanId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
        var page = await KeysAsync(plan.Id, request, call);
        var counters = engine.Keys.In(call.Scope).Usage;
        return new UsageReport
        {
            UsagePlanId = plan.Id,
            StartDate = request.StartDate,
            EndDate = request.EndDate,
            Position = page.Next,
            Values = page.Items.ToDictionary(keyId => keyId, keyId => UsageNumbers.Of(counters, plan, keyId, first, last, today)),
        };
    }

    private async ValueTask<Page<string>> KeysAsync(string planId, GetUsageRequest request, Call call)
    {
        if (string.IsNullOrEmpty(request.KeyId))
        {
            return await tables.PlanKeyOrder.ListAsync<string>(call.Scope, planId + "/", request.Position, request.Limit, row => new(row.Id));
        }

        _ = await tables.PlanKeys.FindAsync(call.Scope, $"{planId}/{request.KeyId}") ?? throw ApiGatewayErrors.ApiKeyNotFound();
        return new Page<string>([request.KeyId], null);
    }
}
