using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

internal sealed record GetGatewayResponsesRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record GatewayResponseList
{
    public string? Position { get; init; }

    public required IReadOnlyList<GatewayResponse> Item { get; init; }
}

/// <summary>Lists all gateway responses, customised or not. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html.</summary>
internal sealed class GetGatewayResponses(ApiTables tables) : IOperation<GetGatewayResponsesRequest, GatewayResponseList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/gatewayresponses");

    public async ValueTask<GatewayResponseList> InvokeAsync(GetGatewayResponsesRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(GatewayResponseTypes.All, type => type, request.Position, request.Limit);
        return new GatewayResponseList { Position = page.Next, Item = [.. page.Items.Select(type => GatewayResponseTypes.Of(api, type))] };
    }
}
