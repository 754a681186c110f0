using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record UpdateIntegrationResponseRequest : IConstrained
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

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegrationResponse.html.</summary>
internal sealed class UpdateIntegrationResponse(ApiTables tables) : IOperation<UpdateIntegrationResponseRequest, IntegrationResponse>
{
    private static readonly PatchTable<IntegrationResponse> Patches = new PatchTable<IntegrationResponse>(PatchWording.Short)
        .Replace("/selectionPattern", (response, value) => response with { SelectionPattern = value })
        .Replace("/contentHandling", (response, value) => response with { ContentHandling = PatchValue.Text(value) })
        .Map("/responseTemplates", response => response.ResponseTemplates, (response, map) => response with { ResponseTemplates = map })
        .Map("/responseParameters", response => response.ResponseParameters, (response, map) => response with { ResponseParameters = map });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration/responses/{status_code}");

    public async ValueTask<IntegrationResponse> InvokeAsync(UpdateIntegrationResponseRequest request, Call call)
    {
        var method = await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (_, method) =>
        {
            var integration = method.GetIntegration();
            var changed = Patches.Apply(integration.GetResponse(request.StatusCode), request.PatchOperations);
            MappingExpression.CheckResponse(method, request.StatusCode, changed.ResponseParameters);
            ResponseTemplates.Check(changed.ResponseTemplates);
            return method with { MethodIntegration = integration.WithResponse(request.StatusCode, changed) };
        });
        return method.GetIntegration().GetResponse(request.StatusCode);
    }
}
