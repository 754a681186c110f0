using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Resources;

internal sealed record GetResourcesRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }

    [Query("embed")] public List<string>? Embed { get; init; }
}

internal sealed record ResourceList
{
    public string? Position { get; init; }

    public required IReadOnlyList<Resource> Item { get; init; }
}

/// <summary>Lists an API's resources by path. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html.</summary>
internal sealed class GetResources(ApiTables tables) : IOperation<GetResourcesRequest, ResourceList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/resources");

    public async ValueTask<ResourceList> InvokeAsync(GetResourcesRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(api.Resources.Values, resource => resource.Path, request.Position, request.Limit);
        return new ResourceList { Position = page.Next, Item = [.. page.Items.Select(resource => resource.Shown(request.Embed))] };
    }
}
