using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

/// <summary>Every gateway response and what it is until an API customises it. See https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.</summary>
internal static class GatewayResponseTypes
{
    private const string DefaultTemplate = "{\"message\":$context.error.messageString}";

    /// <summary>The types and their statuses; the two defaults have none.</summary>
    private static readonly SortedDictionary<string, string?> Statuses = new(StringComparer.Ordinal)
    {
        ["ACCESS_DENIED"] = "403",
        ["API_CONFIGURATION_ERROR"] = "500",
        ["AUTHORIZER_CONFIGURATION_ERROR"] = "500",
        ["AUTHORIZER_FAILURE"] = "500",
        ["BAD_REQUEST_BODY"] = "400",
        ["BAD_REQUEST_PARAMETERS"] = "400",
        ["DEFAULT_4XX"] = null,
        ["DEFAULT_5XX"] = null,
        ["EXPIRED_TOKEN"] = "403",
        ["INTEGRATION_FAILURE"] = "504",
        ["INTEGRATION_TIMEOUT"] = "504",
        ["INVALID_API_KEY"] = "403",
        ["INVALID_SIGNATURE"] = "403",
        ["MISSING_AUTHENTICATION_TOKEN"] = "403",
        ["QUOTA_EXCEEDED"] = "429",
        ["REQUEST_TOO_LARGE"] = "413",
        ["RESOURCE_NOT_FOUND"] = "404",
        ["THROTTLED"] = "429",
        ["UNAUTHORIZED"] = "401",
        ["UNSUPPORTED_MEDIA_TYPE"] = "415",
        ["WAF_FILTERED"] = "403",
    };

    public static IEnumerable<string> All => Statuses.Keys;

    public static void Constrain(Violations check, string responseType) => check.OneOf(responseType, [.. Statuses.Keys]);

    public static GatewayResponse Of(ApiDefinition api, string type)
    {
        if (api.GatewayResponses.GetValueOrDefault(type) is { } custom)
        {
            return custom;
        }

        // What is not customised itself takes after a customised default of its class.
        var status = Statuses[type];
        var inherited = status is null ? null : api.GatewayResponses.GetValueOrDefault(status[0] == '4' ? "DEFAULT_4XX" : "DEFAULT_5XX");
        return new GatewayResponse
        {
            ResponseType = type,
            StatusCode = inherited?.StatusCode ?? status,
            ResponseParameters = inherited?.ResponseParameters ?? [],
            ResponseTemplates = inherited?.ResponseTemplates ?? Templates(),
            DefaultResponse = true,
        };
    }

    public static Dictionary<string, string> Templates() => new() { ["application/json"] = DefaultTemplate };

    /// <summary>The status that a customised response has when it names none.</summary>
    public static string? StatusOf(string type) => Statuses[type];
}
