using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

internal sealed record UpdateRestApiRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Changes an API; nothing served changes until its next deployment. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRestApi.html.</summary>
internal sealed class UpdateRestApi(ApiTables tables) : IOperation<UpdateRestApiRequest, RestApi>
{
    private static readonly PatchTable<RestApi> Patches = new PatchTable<RestApi>(PatchWording.Short)
        .Replace("/name", (api, value) => api with { Name = value })
        .Replace("/description", (api, value) => api with { Description = PatchValue.Text(value) })
        .Replace("/version", (api, value) => api with { Version = PatchValue.Text(value) })
        .Replace("/apiKeySource", (api, value) => api with { ApiKeySource = RestApiPatches.KeySource(value) })
        .Replace("/minimumCompressionSize", RestApiPatches.CompressionSize)
        .Remove("/minimumCompressionSize", (api, _) => api with { MinimumCompressionSize = null })
        .Replace("/disableExecuteApiEndpoint", (api, value) => api with { DisableExecuteApiEndpoint = PatchValue.Flag(value) })
        .Replace("/policy", (api, value) => api with { Policy = PatchValue.Text(value) })
        .Remove("/policy", (api, _) => api with { Policy = null })
        .Replace("/securityPolicy", (api, value) => api with { SecurityPolicy = PatchValue.Text(value) })
        .Replace("/endpointAccessMode", (api, value) => api with { EndpointAccessMode = PatchValue.Text(value) })
        .On("add", "/binaryMediaTypes/{}", (api, patch) => RestApiPatches.AddMediaType(api, patch.Key))
        .On("remove", "/binaryMediaTypes/{}", (api, patch) => RestApiPatches.RemoveMediaType(api, patch.Key))
        .On("replace", "/binaryMediaTypes/{}", (api, patch) => RestApiPatches.AddMediaType(RestApiPatches.RemoveMediaType(api, patch.Key), patch.Value ?? patch.Key))
        .On("replace", "/endpointConfiguration/types/{}", (api, patch) => RestApiPatches.EndpointType(api, patch.Value))
        .Replace("/endpointConfiguration/ipAddressType", (api, value) => api with { EndpointConfiguration = api.EndpointConfiguration! with { IpAddressType = value } })
        .Add("/endpointConfiguration/vpcEndpointIds", RestApiPatches.AddVpcEndpoint)
        .Remove("/endpointConfiguration/vpcEndpointIds", RestApiPatches.RemoveVpcEndpoint);

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}");

    public async ValueTask<RestApi> InvokeAsync(UpdateRestApiRequest request, Call call)
    {
        var changed = await tables.Apis.UpdateAsync(call.Scope, request.RestApiId, api => RestApiRules.Check(Patches.Apply(api, request.PatchOperations)))
            ?? throw ApiGatewayErrors.ApiNotFound(call, request.RestApiId);

        // Alone among the answers, this one shows empty tags (recorded from AWS).
        return changed.Shown() with { Tags = changed.Tags ?? [] };
    }
}
