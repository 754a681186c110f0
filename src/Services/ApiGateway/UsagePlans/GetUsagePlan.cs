using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record GetUsagePlanRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlan.html.</summary>
internal sealed class GetUsagePlan(KeyTables tables) : IOperation<GetUsagePlanRequest, UsagePlan>
{
    public OperationSpec Spec => OperationSpec.Get("/usageplans/{usageplanId}");

    public async ValueTask<UsagePlan> InvokeAsync(GetUsagePlanRequest request, Call call)
    {
        var plan = await tables.Plans.FindAsync(call.Scope, request.UsagePlanId) ?? throw ApiGatewayErrors.UsagePlanNotFound();

        // Empty tags are shown here (recorded from AWS).
        return plan with { Tags = plan.Tags ?? [] };
    }
}
