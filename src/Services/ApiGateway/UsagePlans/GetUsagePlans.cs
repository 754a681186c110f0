using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record GetUsagePlansRequest
{
    [Query("position")] public string? Position { get; init; }

    [Query("keyId")] public string? KeyId { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record UsagePlanList
{
    public string? Position { get; init; }

    public required IReadOnlyList<UsagePlan> Item { get; init; }
}

/// <summary>Lists the plans, or those that hold one key. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlans.html.</summary>
internal sealed class GetUsagePlans(KeyTables tables) : IOperation<GetUsagePlansRequest, UsagePlanList>
{
    public OperationSpec Spec => OperationSpec.Get("/usageplans");

    public async ValueTask<UsagePlanList> InvokeAsync(GetUsagePlansRequest request, Call call)
    {
        var (after, limit) = (Paging.After(request.Position), Paging.Limit(request.Limit));
        if (string.IsNullOrEmpty(request.KeyId))
        {
            var page = await tables.Plans.ListAsync(call.Scope, "", after, limit);
            return new UsagePlanList { Position = Token(page.Next), Item = page.Items };
        }

        var held = await tables.KeyPlans.ListAsync(call.Scope, request.KeyId + "/", after, limit);
        var plans = new List<UsagePlan>();
        foreach (var subscription in held.Items)
        {
            if (await tables.Plans.FindAsync(call.Scope, subscription.PlanId) is { } plan)
            {
                plans.Add(plan);
            }
        }

        return new UsagePlanList { Position = Token(held.Next), Item = plans };
    }

    private static string? Token(string? next) => next is null ? null : PageToken.For(next);
}
