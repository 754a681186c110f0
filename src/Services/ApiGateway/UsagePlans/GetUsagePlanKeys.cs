using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record GetUsagePlanKeysRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }

    [Query("name")] public string? NameQuery { get; init; }
}

internal sealed record UsagePlanKeyList
{
    public string? Position { get; init; }

    public required IReadOnlyList<UsagePlanKey> Item { get; init; }
}

/// <summary>
/// Lists a plan's keys, newest first. A plan that does not exist has none: no error (recorded from AWS).
/// See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKeys.html.
/// </summary>
internal sealed class GetUsagePlanKeys(KeyTables tables) : IOperation<GetUsagePlanKeysRequest, UsagePlanKeyList>
{
    public OperationSpec Spec => OperationSpec.Get("/usageplans/{usageplanId}/keys");

    public async ValueTask<UsagePlanKeyList> InvokeAsync(GetUsagePlanKeysRequest request, Call call)
    {
        var page = await tables.PlanKeyOrder.ListAsync(call.Scope, request.UsagePlanId + "/", request.Position, request.Limit, async entry =>
        {
            var key = (await tables.Keys.FindAsync(call.Scope, entry.Id))?.Key;
            var matches = key is not null && (string.IsNullOrEmpty(request.NameQuery) || key.Name?.StartsWith(request.NameQuery, StringComparison.Ordinal) == true);
            return matches ? UsagePlanKey.Of(key!) : null;
        });
        return new UsagePlanKeyList { Position = page.Next, Item = page.Items };
    }
}
