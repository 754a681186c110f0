using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record GetIntegrationResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public void Constrain(Violations check) => MethodRules.ConstrainStatusCode(check, StatusCode);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegrationResponse.html.</summary>
internal sealed class GetIntegrationResponse(ApiTables tables) : IOperation<GetIntegrationResponseRequest, IntegrationResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration/responses/{status_code}");

    public async ValueTask<IntegrationResponse> InvokeAsync(GetIntegrationResponseRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId, ApiGatewayErrors.ResourceNotFound());
        return api.GetResource(request.ResourceId).GetMethod(request.HttpMethod).GetIntegration().GetResponse(request.StatusCode);
    }
}
