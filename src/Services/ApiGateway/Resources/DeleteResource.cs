using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Resources;

internal sealed record DeleteResourceRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }
}

/// <summary>Deletes a resource and all below it. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteResource.html.</summary>
internal sealed class DeleteResource(ApiTables tables) : IOperation<DeleteResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/resources/{resource_id}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteResourceRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var top = api.GetResource(request.ResourceId);
            if (top.ParentId is null)
            {
                throw ApiGatewayErrors.RootIsNotDeleted();
            }

            foreach (var resource in ResourceTree.Subtree(api, top))
            {
                api.Resources.Remove(resource.Id);
            }

            return Nothing.Value;
        });
}
