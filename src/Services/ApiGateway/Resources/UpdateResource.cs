using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Resources;

internal sealed record UpdateResourceRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Renames or moves a resource. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateResource.html.</summary>
internal sealed class UpdateResource(ApiTables tables) : IOperation<UpdateResourceRequest, Resource>
{
    private static readonly PatchTable<Resource> Patches = new PatchTable<Resource>(PatchWording.ListsPaths)
        .Replace("/parentId", (resource, value) => resource.ParentId is null ? throw ApiGatewayErrors.RootKeepsParent() : resource with { ParentId = value ?? "" })
        .Replace("/pathPart", (resource, value) => resource.ParentId is null ? throw ApiGatewayErrors.RootKeepsPathPart() : resource with { PathPart = value ?? "" });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/resources/{resource_id}");

    public async ValueTask<Resource> InvokeAsync(UpdateResourceRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var resource = api.GetResource(request.ResourceId);
            var changed = Patches.Apply(resource, request.PatchOperations);
            if (changed == resource)
            {
                return resource.Shown(null);
            }

            var parent = api.GetResource(changed.ParentId!);
            if (ResourceTree.Subtree(api, resource).Contains(parent))
            {
                throw ApiGatewayErrors.CyclicalResources();
            }

            ResourceTree.CheckPlace(api, changed.Id, parent, changed.PathPart!);
            return ResourceTree.Place(api, changed).Shown(null);
        });
}
