using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record GetMethodRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html.</summary>
internal sealed class GetMethod(ApiTables tables) : IOperation<GetMethodRequest, Method>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}");

    public async ValueTask<Method> InvokeAsync(GetMethodRequest request, Call call) =>
        (await tables.GetDefinitionAsync(call, request.RestApiId, ApiGatewayErrors.ResourceNotFound())).GetResource(request.ResourceId).GetMethod(request.HttpMethod);
}
