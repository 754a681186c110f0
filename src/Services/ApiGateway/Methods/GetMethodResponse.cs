using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record GetMethodResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public void Constrain(Violations check) => MethodRules.ConstrainStatusCode(check, StatusCode);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethodResponse.html.</summary>
internal sealed class GetMethodResponse(ApiTables tables) : IOperation<GetMethodResponseRequest, MethodResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/responses/{status_code}");

    public async ValueTask<MethodResponse> InvokeAsync(GetMethodResponseRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId, ApiGatewayErrors.ResourceNotFound());
        return api.GetResource(request.ResourceId).GetMethod(request.HttpMethod).GetResponse(request.StatusCode);
    }
}
