using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record DeleteIntegrationRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }
}

/// <summary>Deletes a method's integration; the method stays. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegration.html.</summary>
internal sealed class DeleteIntegration(ApiTables tables) : IOperation<DeleteIntegrationRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteIntegrationRequest request, Call call)
    {
        await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (_, method) =>
            method.MethodIntegration is null ? throw ApiGatewayErrors.IntegrationNotFound() : method with { MethodIntegration = null });
        return Nothing.Value;
    }
}
