using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Resources;

internal sealed record CreateResourceRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("parent_id")] public required string ParentId { get; init; }

    public required string PathPart { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html.</summary>
internal sealed class CreateResource(ApiTables tables) : IOperation<CreateResourceRequest, Resource>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/resources/{parent_id}", 201);

    public async ValueTask<Resource> InvokeAsync(CreateResourceRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var parent = api.GetResource(request.ParentId);
            ResourceTree.CheckPlace(api, null, parent, request.PathPart);
            var id = Ids.Lower(6);
            while (api.Resources.ContainsKey(id))
            {
                id = Ids.Lower(6);
            }

            return ResourceTree.Place(api, new Resource { Id = id, ParentId = parent.Id, PathPart = request.PathPart, Path = "" });
        });
}
