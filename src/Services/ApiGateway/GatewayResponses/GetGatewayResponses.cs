using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

/// <summary>Lists all gateway responses, customised or not. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html.</summary>
internal sealed class GetGatewayResponses(ApiTables tables) : IOperation<ApiPartListRequest, ApiPartList<GatewayResponse>>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/gatewayresponses");

    public async ValueTask<ApiPartList<GatewayResponse>> InvokeAsync(ApiPartListRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(GatewayResponseTypes.All, type => type, request.Position, request.Limit);
        return new ApiPartList<GatewayResponse> { Position = page.Next, Item = [.. page.Items.Select(type => GatewayResponseTypes.Of(api, type))] };
    }
}
