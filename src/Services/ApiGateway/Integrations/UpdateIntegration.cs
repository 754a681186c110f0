using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record UpdateIntegrationRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html.</summary>
internal sealed class UpdateIntegration(ApiTables tables) : IOperation<UpdateIntegrationRequest, Integration>
{
    private static readonly PatchTable<Integration> Patches = new PatchTable<Integration>(PatchWording.Short)
        .Replace("/uri", (integration, value) => integration with { Uri = PatchValue.Text(value) })
        .Replace("/httpMethod", (integration, value) => integration with { HttpMethod = PatchValue.Text(value) })
        .Replace("/credentials", (integration, value) => integration with { Credentials = PatchValue.Text(value) })
        .Replace("/contentHandling", (integration, value) => integration with { ContentHandling = ContentHandling(value) })
        .Replace("/passthroughBehavior", (integration, value) => integration with { PassthroughBehavior = value })
        .Replace("/timeoutInMillis", (integration, value) => integration with { TimeoutInMillis = PatchValue.Whole("/timeoutInMillis", value) })
        .Replace("/connectionType", (integration, value) => integration with { ConnectionType = value })
        .Replace("/connectionId", (integration, value) => integration with { ConnectionId = PatchValue.Text(value) })
        .Replace("/cacheNamespace", (integration, value) => integration with { CacheNamespace = PatchValue.Text(value) })
        .Replace("/tlsConfig/insecureSkipVerification", (integration, value) => integration with { TlsConfig = new TlsConfig { InsecureSkipVerification = PatchValue.Flag(value) } })
        .Replace("/responseTransferMode", (integration, value) => integration with { ResponseTransferMode = value })
        .Replace("/integrationTarget", (integration, value) => integration with { IntegrationTarget = PatchValue.Text(value) })
        .Map("/requestTemplates", integration => integration.RequestTemplates, (integration, map) => integration with { RequestTemplates = map })
        .Map("/requestParameters", integration => integration.RequestParameters, (integration, map) => integration with { RequestParameters = map })
        .On("add", "/cacheKeyParameters/{}", (integration, patch) => integration with { CacheKeyParameters = [.. Without(integration, patch.Key), patch.Key] })
        .On("replace", "/cacheKeyParameters/{}", (integration, patch) => integration with { CacheKeyParameters = [.. Without(integration, patch.Key), patch.Key] })
        .On("remove", "/cacheKeyParameters/{}", (integration, patch) => integration with { CacheKeyParameters = [.. Without(integration, patch.Key)] });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration");

    public async ValueTask<Integration> InvokeAsync(UpdateIntegrationRequest request, Call call)
    {
        var method = await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (_, method) =>
        {
            var changed = Patches.Apply(method.GetIntegration(), request.PatchOperations);
            IntegrationRules.Check(method, changed);
            return method with { MethodIntegration = changed };
        });
        return method.GetIntegration();
    }

    private static string? ContentHandling(string? value) =>
        string.IsNullOrEmpty(value) || IntegrationRules.ContentHandlings.Contains(value) ? PatchValue.Text(value) : throw ApiGatewayErrors.BadContentHandling();

    private static IEnumerable<string> Without(Integration integration, string parameter) => (integration.CacheKeyParameters ?? []).Where(known => known != parameter);
}
