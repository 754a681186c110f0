using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

internal sealed record PutGatewayResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("response_type")] public required string ResponseType { get; init; }

    public string? StatusCode { get; init; }

    public Dictionary<string, string>? ResponseParameters { get; init; }

    public Dictionary<string, string>? ResponseTemplates { get; init; }

    public void Constrain(Violations check)
    {
        GatewayResponseTypes.Constrain(check, ResponseType);
        if (!string.IsNullOrEmpty(StatusCode))
        {
            MethodRules.ConstrainStatusCode(check, StatusCode);
        }
    }
}

/// <summary>Customises a gateway response, from the next deployment on. See https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html.</summary>
internal sealed class PutGatewayResponse(ApiTables tables) : IOperation<PutGatewayResponseRequest, GatewayResponse>
{
    public OperationSpec Spec => OperationSpec.Put("/restapis/{restapi_id}/gatewayresponses/{response_type}", 201);

    public async ValueTask<GatewayResponse> InvokeAsync(PutGatewayResponseRequest request, Call call)
    {
        var response = new GatewayResponse
        {
            ResponseType = request.ResponseType,
            StatusCode = string.IsNullOrEmpty(request.StatusCode) ? GatewayResponseTypes.StatusOf(request.ResponseType) : request.StatusCode,
            ResponseParameters = Filled(request.ResponseParameters, "responseParameters") ?? [],
            ResponseTemplates = Filled(request.ResponseTemplates, "responseTemplates") ?? GatewayResponseTypes.Templates(),
            DefaultResponse = false,
        };
        GatewayResponseRules.Check(response);
        return await tables.ChangeAsync(call, request.RestApiId, api => api.GatewayResponses[request.ResponseType] = response);
    }

    private static Dictionary<string, string>? Filled(Dictionary<string, string>? map, string member) =>
        map?.Values.Any(string.IsNullOrEmpty) == true ? throw ApiGatewayErrors.EmptyValueIn(member) : map;
}
