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
    private const int MostDays = 90;

    public OperationSpec Spec => OperationSpec.Get("/usageplans/{usageplanId}/usage");

    public async ValueTask<UsageReport> InvokeAsync(GetUsageRequest request, Call call)
    {
        var (first, last) = (UsageNumbers.ParseDate(request.StartDate), UsageNumbers.ParseDate(request.EndDate));
        if (last < first || last.DayNumber - first.DayNumber >= MostDays)
        {
            throw ApiGatewayErrors.BadUsageRange(MostDays);
        }

        var plan = await tables.Plans.FindAsync(call.Scope, request.UsagePlanId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
        var page = await tables.PlanKeyOrder.ListAsync<string>(
            call.Scope, plan.Id + "/", request.Position, request.Limit, keyId => new(string.IsNullOrEmpty(request.KeyId) || keyId == request.KeyId ? keyId : null));
        if (!string.IsNullOrEmpty(request.KeyId) && page.Items.Count == 0)
        {
            throw ApiGatewayErrors.ApiKeyNotFound();
        }

        var counters = engine.Keys.In(call.Scope).Usage;
        var today = DateOnly.FromDateTime(call.Time.UtcDateTime);
        return new UsageReport
        {
            UsagePlanId = plan.Id,
            StartDate = request.StartDate,
            EndDate = request.EndDate,
            Position = page.Next,
            Values = page.Items.ToDictionary(keyId => keyId, keyId => UsageNumbers.Of(counters, plan, keyId, first, last, today)),
        };
    }
}
