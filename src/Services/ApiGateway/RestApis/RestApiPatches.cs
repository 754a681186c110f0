using Gatehouse.Services.ApiGateway.Patching;

namespace Gatehouse.Services.ApiGateway.RestApis;

/// <summary>The patches of a REST API that are more than setting a member.</summary>
internal static class RestApiPatches
{
    public static RestApi CompressionSize(RestApi api, string? value) =>
        api with { MinimumCompressionSize = string.IsNullOrEmpty(value) ? null : PatchValue.Whole("/minimumCompressionSize", value) };

    public static string KeySource(string? value) =>
        value is "HEADER" or "AUTHORIZER" ? value : throw ApiGatewayErrors.BadApiKeySource();

    public static RestApi AddMediaType(RestApi api, string type) => api with { BinaryMediaTypes = [.. Without(api.BinaryMediaTypes, type), type] };

    public static RestApi RemoveMediaType(RestApi api, string type) => api with { BinaryMediaTypes = [.. Without(api.BinaryMediaTypes, type)] };

    public static RestApi EndpointType(RestApi api, string? value)
    {
        if (value is null)
        {
            throw ApiGatewayErrors.NoEndpointType();
        }

        // A private API is dual-stack; what it becomes afterwards starts from its own default again.
        var toPrivate = value == "PRIVATE";
        var fromPrivate = api.EndpointConfiguration?.Types?[0] == "PRIVATE";
        return api with
        {
            EndpointConfiguration = api.EndpointConfiguration! with
            {
                Types = [value],
                IpAddressType = toPrivate || fromPrivate ? null : api.EndpointConfiguration.IpAddressType,
            },
        };
    }

    public static RestApi AddVpcEndpoint(RestApi api, string? id) =>
        api with { EndpointConfiguration = api.EndpointConfiguration! with { VpcEndpointIds = [.. Without(api.EndpointConfiguration.VpcEndpointIds, id), id ?? ""] } };

    public static RestApi RemoveVpcEndpoint(RestApi api, string? id) =>
        api with { EndpointConfiguration = api.EndpointConfiguration! with { VpcEndpointIds = [.. Without(api.EndpointConfiguration.VpcEndpointIds, id)] } };

    private static IEnumerable<string> Without(List<string>? list, string? value) => (list ?? []).Where(item => item != value);
}
