using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

internal sealed record GetModelsRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record ModelList
{
    public string? Position { get; init; }

    public required IReadOnlyList<Model> Item { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetModels.html.</summary>
internal sealed class GetModels(ApiTables tables) : IOperation<GetModelsRequest, ModelList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/models");

    public async ValueTask<ModelList> InvokeAsync(GetModelsRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(api.Models.Values, model => model.Name!, request.Position, request.Limit);
        return new ModelList { Position = page.Next, Item = page.Items };
    }
}
