using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

internal sealed record GetGatewayResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("response_type")] public required string ResponseType { get; init; }

    public void Constrain(Violations check) => GatewayResponseTypes.Constrain(check, ResponseType);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponse.html.</summary>
internal sealed class GetGatewayResponse(ApiTables tables) : IOperation<GetGatewayResponseRequest, GatewayResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/gatewayresponses/{response_type}");

    public async ValueTask<GatewayResponse> InvokeAsync(GetGatewayResponseRequest request, Call call) =>
        GatewayResponseTypes.Of(await tables.GetDefinitionAsync(call, request.RestApiId), request.ResponseType);
}
