using System.Text.RegularExpressions;
using Gatehouse.Services.ApiGateway.Integrations;

namespace Gatehouse.Services.ApiGateway.GatewayResponses;

/// <summary>
/// What API Gateway accepts as a customised response, when it is put and after every patch. Templates are text with variables in it, so any
/// text is one; a variable that is not there leaves nothing in its place.
/// </summary>
internal static partial class GatewayResponseRules
{
    public static void Check(GatewayResponse response)
    {
        if (response.StatusCode is { } status && !Status().IsMatch(status))
        {
            throw ApiGatewayErrors.BadGatewayResponseStatus(status);
        }

        foreach (var (target, source) in response.ResponseParameters ?? [])
        {
            if (!Target().IsMatch(target))
            {
                throw ApiGatewayErrors.BadMapping(target);
            }

            if (!Source().IsMatch(source))
            {
                throw ApiGatewayErrors.BadMapping(source);
            }
        }

        ResponseTemplates.Check(response.ResponseTemplates);
    }

    [GeneratedRegex(@"^[1-5]\d\d$")]
    private static partial Regex Status();

    [GeneratedRegex(@"^gatewayresponse\.header\.[!#$%&'*+\-.^_`|~0-9A-Za-z]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    [GeneratedRegex(@"^('[^']*'|context\..+|stageVariables\..+|method\.request\.(path|(multivalue)?(querystring|header))\..+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Source();
}
