using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

internal sealed record UpdateGatewayResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("response_type")] public required string ResponseType { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check)
    {
        GatewayResponseTypes.Constrain(check, ResponseType);
        PatchOperation.Constrain(check, PatchOperations);
    }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateGatewayResponse.html.</summary>
internal sealed class UpdateGatewayResponse(ApiTables tables) : IOperation<UpdateGatewayResponseRequest, GatewayResponse>
{
    private static readonly PatchTable<GatewayResponse> Patches = new PatchTable<GatewayResponse>(PatchWording.Short)
        .Replace("/statusCode", (response, value) => response with { StatusCode = PatchValue.Text(value) })
        .On("replace", "/responseParameters/{}", ReplaceParameter)
        .Map("/responseParameters", response => response.ResponseParameters, (response, map) => response with { ResponseParameters = map }, (_, value) => Filled(value, "responseParameters"))
        .Map("/responseTemplates", response => response.ResponseTemplates, (response, map) => response with { ResponseTemplates = map }, (_, value) => Filled(value, "responseTemplates"));

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/gatewayresponses/{response_type}");

    public async ValueTask<GatewayResponse> InvokeAsync(UpdateGatewayResponseRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
            api.GatewayResponses[request.ResponseType] = Changed(GatewayResponseTypes.Of(api, request.ResponseType), request.PatchOperations));

    private static GatewayResponse Changed(GatewayResponse response, List<PatchOperation>? operations)
    {
        var changed = Patches.Apply(response, operations);
        GatewayResponseRules.Check(changed);
        return changed with { DefaultResponse = false, StatusCode = changed.StatusCode ?? GatewayResponseTypes.StatusOf(response.ResponseType) };
    }

    // Only what is there can be replaced (recorded); what is not is added.
    private static GatewayResponse ReplaceParameter(GatewayResponse response, KeyedPatch patch) => response.ResponseParameters?.ContainsKey(patch.Key) == true
        ? response with { ResponseParameters = new(response.ResponseParameters) { [patch.Key] = Filled(patch.Value, "responseParameters") } }
        : throw ApiGatewayErrors.ParameterNameNotFound();

    private static string Filled(string? value, string member) => string.IsNullOrEmpty(value) ? throw ApiGatewayErrors.EmptyValueIn(member) : value;
}
