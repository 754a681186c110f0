using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Resources;

internal sealed record GetResourceRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Query("embed")] public List<string>? Embed { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetResource.html.</summary>
internal sealed class GetResource(ApiTables tables) : IOperation<GetResourceRequest, Resource>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources/{resource_id}");

    public async ValueTask<Resource> InvokeAsync(GetResourceRequest request, Call call) =>
        (await tables.GetDefinitionAsync(call, request.RestApiId)).GetResource(request.ResourceId).Shown(request.Embed);
}
