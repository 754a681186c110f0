using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

internal sealed record DeleteGatewayResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("response_type")] public required string ResponseType { get; init; }

    public void Constrain(Violations check) => GatewayResponseTypes.Constrain(check, ResponseType);
}

/// <summary>Goes back to the default of a type. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteGatewayResponse.html.</summary>
internal sealed class DeleteGatewayResponse(ApiTables tables) : IOperation<DeleteGatewayResponseRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/gatewayresponses/{response_type}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteGatewayResponseRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api => api.GatewayResponses.Remove(request.ResponseType) ? Nothing.Value : throw ApiGatewayErrors.GatewayResponseNotFound());
}
