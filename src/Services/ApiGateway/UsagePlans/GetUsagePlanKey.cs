using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.UsagePlans;

internal sealed record GetUsagePlanKeyRequest
{
    [Uri("usageplanId")] public required string UsagePlanId { get; init; }

    [Uri("keyId")] public required string KeyId { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKey.html.</summary>
internal sealed class GetUsagePlanKey(KeyTables tables) : IOperation<GetUsagePlanKeyRequest, UsagePlanKey>
{
    public OperationSpec Spec => OperationSpec.Get("/usageplans/{usageplanId}/keys/{keyId}");

    public async ValueTask<UsagePlanKey> InvokeAsync(GetUsagePlanKeyRequest request, Call call)
    {
        _ = await tables.Plans.FindAsync(call.Scope, request.UsagePlanId) ?? throw ApiGatewayErrors.UsagePlanNotFound();
        _ = await tables.PlanKeys.FindAsync(call.Scope, $"{request.UsagePlanId}/{request.KeyId}") ?? throw ApiGatewayErrors.ApiKeyNotFound();
        return UsagePlanKey.Of((await tables.Keys.FindAsync(call.Scope, request.KeyId) ?? throw ApiGatewayErrors.ApiKeyNotFound()).Key);
    }
}
