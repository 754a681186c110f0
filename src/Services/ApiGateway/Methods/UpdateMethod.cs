using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record UpdateMethodRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethod.html.</summary>
internal sealed class UpdateMethod(ApiTables tables) : IOperation<UpdateMethodRequest, Method>
{
    private static readonly PatchTable<Method> Patches = new PatchTable<Method>(PatchWording.Short)
        .Replace("/authorizationType", (method, value) => method with { AuthorizationType = value })
        .Replace("/authorizerId", (method, value) => method with { AuthorizerId = PatchValue.Text(value) })
        .Replace("/apiKeyRequired", (method, value) => method with { ApiKeyRequired = PatchValue.Flag(value) })
        .Replace("/operationName", (method, value) => method with { OperationName = PatchValue.Text(value) })
        .Replace("/requestValidatorId", (method, value) => method with { RequestValidatorId = PatchValue.Text(value) })
        .Remove("/requestValidatorId", (method, _) => method with { RequestValidatorId = null })
        .Map("/requestParameters", method => method.RequestParameters, (method, map) => method with { RequestParameters = map }, Required)
        .Map("/requestModels", method => method.RequestModels, (method, map) => method with { RequestModels = map })
        .Add("/authorizationScopes", (method, value) => method with { AuthorizationScopes = [.. Without(method, value), value ?? ""] })
        .Remove("/authorizationScopes", (method, value) => method with { AuthorizationScopes = [.. Without(method, value)] });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}");

    public async ValueTask<Method> InvokeAsync(UpdateMethodRequest request, Call call) =>
        await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (api, method) =>
        {
            var changed = Patches.Apply(method, request.PatchOperations);
            MethodRules.Check(api, changed);
            return changed;
        });

    private static bool Required(string key, string? value) => PatchValue.Flag(value);

    private static IEnumerable<string> Without(Method method, string? scope) => (method.AuthorizationScopes ?? []).Where(known => known != scope);
}
