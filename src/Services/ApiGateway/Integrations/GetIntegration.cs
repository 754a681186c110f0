using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record GetIntegrationRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html.</summary>
internal sealed class GetIntegration(ApiTables tables) : IOperation<GetIntegrationRequest, Integration>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration");

    public async ValueTask<Integration> InvokeAsync(GetIntegrationRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId, ApiGatewayErrors.ResourceNotFound());
        return api.GetResource(request.ResourceId).GetMethod(request.HttpMethod).GetIntegration();
    }
}
