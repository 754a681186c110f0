using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record GetApiKeyRequest
{
    [Uri("api_Key")] public required string ApiKey { get; init; }

    [Query("includeValue")] public bool? IncludeValue { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html.</summary>
internal sealed class GetApiKey(KeyTables tables) : IOperation<GetApiKeyRequest, ApiKey>
{
    public OperationSpec Spec => OperationSpec.Get("/apikeys/{api_Key}");

    public async ValueTask<ApiKey> InvokeAsync(GetApiKeyRequest request, Call call) =>
        (await tables.Keys.FindAsync(call.Scope, request.ApiKey) ?? throw ApiGatewayErrors.ApiKeyNotFound()).Key.Shown(request.IncludeValue == true);
}
