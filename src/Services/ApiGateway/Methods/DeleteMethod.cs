using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record DeleteMethodRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }
}

/// <summary>Deletes a method with its responses and its integration. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethod.html.</summary>
internal sealed class DeleteMethod(ApiTables tables) : IOperation<DeleteMethodRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteMethodRequest request, Call call) =>
        await tables.ChangeAsync(
            call,
            request.RestApiId,
            api =>
            {
                var resource = api.GetResource(request.ResourceId);
                _ = resource.GetMethod(request.HttpMethod);
                api.Resources[resource.Id] = resource.WithoutMethod(request.HttpMethod);
                return Nothing.Value;
            },
            ApiGatewayErrors.ResourceNotFound());
}
