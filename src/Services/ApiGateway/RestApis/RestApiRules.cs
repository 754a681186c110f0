using System.Text.Json;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

/// <summary>What API Gateway accepts as a REST API, at creation and after every patch.</summary>
internal static class RestApiRules
{
    private const int LargestCompressionSize = 10485760;

    public static void ConstrainIpAddressType(Violations check, string? value, string member) => check.OneOf(value, ["ipv4", "dualstack"], member);

    public static void ConstrainKeySource(Violations check, string? value, string member) => check.OneOf(value, ["HEADER", "AUTHORIZER"], member);

    public static readonly string[] SecurityPolicies =
    [
        "TLS_1_0", "TLS_1_2", "SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_3_FIPS_2025_09", "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
        "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_PQ_2025_09",
        "SecurityPolicy_TLS13_1_2_2021_06", "SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_PFS_2025_EDGE", "SecurityPolicy_TLS12_2018_EDGE",
    ];

    public static RestApi Check(RestApi api)
    {
        if (string.IsNullOrEmpty(api.Name))
        {
            throw ApiGatewayErrors.EmptyApiName();
        }

        if (api.MinimumCompressionSize is < 0 or > LargestCompressionSize)
        {
            throw ApiGatewayErrors.BadCompressionSize(LargestCompressionSize);
        }

        CheckPolicy(api.Policy);
        return api with { EndpointConfiguration = Check(api.EndpointConfiguration) };
    }

    private static EndpointConfiguration Check(EndpointConfiguration? configuration)
    {
        var types = configuration?.Types ?? ["EDGE"];
        if (types.Count == 0)
        {
            throw ApiGatewayErrors.NoEndpointType();
        }

        if (types.Count > 1)
        {
            throw ApiGatewayErrors.SeveralEndpointTypes();
        }

        if (types[0] is not ("REGIONAL" or "EDGE" or "PRIVATE"))
        {
            throw ApiGatewayErrors.BadEndpointType();
        }

        var isPrivate = types[0] == "PRIVATE";
        if (configuration?.IpAddressType is not (null or "ipv4" or "dualstack"))
        {
            throw ApiGatewayErrors.BadIpAddressType();
        }

        if (isPrivate && configuration?.IpAddressType == "ipv4")
        {
            throw ApiGatewayErrors.PrivateIsDualstack();
        }

        return new EndpointConfiguration
        {
            Types = types,
            IpAddressType = isPrivate ? "dualstack" : configuration?.IpAddressType ?? "ipv4",
            VpcEndpointIds = configuration?.VpcEndpointIds is { Count: > 0 } ids ? ids : null,
        };
    }

    private static void CheckPolicy(string? policy)
    {
        if (policy is null)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Refused below, like a document that is no object.
        }

        throw ApiGatewayErrors.BadPolicy();
    }
}
