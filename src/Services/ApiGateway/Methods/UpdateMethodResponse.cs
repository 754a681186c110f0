using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record UpdateMethodResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check)
    {
        MethodRules.ConstrainStatusCode(check, StatusCode);
        PatchOperation.Constrain(check, PatchOperations);
    }
}

/// <summary>Answers 201, alone among the updates. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html.</summary>
internal sealed class UpdateMethodResponse(ApiTables tables) : IOperation<UpdateMethodResponseRequest, MethodResponse>
{
    private static readonly PatchTable<MethodResponse> Patches = new PatchTable<MethodResponse>(PatchWording.Short)
        .Map("/responseParameters", response => response.ResponseParameters, (response, map) => response with { ResponseParameters = map }, Required)
        .Map("/responseModels", response => response.ResponseModels, (response, map) => response with { ResponseModels = map });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/responses/{status_code}", 201);

    public async ValueTask<MethodResponse> InvokeAsync(UpdateMethodResponseRequest request, Call call)
    {
        var method = await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (api, method) =>
        {
            var changed = Patches.Apply(method.GetResponse(request.StatusCode), request.PatchOperations);
            MethodRules.Check(api, changed);
            return method.WithResponse(request.StatusCode, changed);
        });
        return method.GetResponse(request.StatusCode);
    }

    private static bool Required(string key, string? value) => PatchValue.Flag(value);
}
