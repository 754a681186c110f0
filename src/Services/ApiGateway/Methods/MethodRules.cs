using System.Text.RegularExpressions;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

/// <summary>What API Gateway accepts as a method, when it is put and after every patch.</summary>
internal static partial class MethodRules
{
    public const string StatusCodePattern = @"[1-5]\d\d";

    private static readonly string[] Verbs = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

    public static bool IsVerb(string? name) => Verbs.Contains(name);

    public static void ConstrainStatusCode(Violations check, string statusCode) => check.Pattern(statusCode, StatusCode(), StatusCodePattern);

    public static void Check(ApiDefinition api, Method method)
    {
        switch (method.AuthorizationType)
        {
            case "NONE" or "AWS_IAM":
                break;
            case "CUSTOM" when method.AuthorizerId is { } authorizer && api.Authorizers.ContainsKey(authorizer):
                break;
            case "CUSTOM" or "COGNITO_USER_POOLS":
                // There are no authorizers for user pools here, so no identifier names one.
                throw ApiGatewayErrors.NoAuthorizer();
            default:
                throw ApiGatewayErrors.BadAuthorizationType();
        }

        if (method.RequestValidatorId is { } validator && !api.RequestValidators.ContainsKey(validator))
        {
            throw ApiGatewayErrors.UnknownValidatorOfMethod();
        }

        CheckModels(api, method.RequestModels);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in method.RequestParameters?.Keys ?? Enumerable.Empty<string>())
        {
            if (!RequestParameter().IsMatch(parameter))
            {
                throw ApiGatewayErrors.BadMapping(parameter);
            }

            if (!names.Add(parameter[(parameter.IndexOf('.', "method.request.".Length) + 1)..]))
            {
                throw ApiGatewayErrors.ParameterNamesNotUnique();
            }
        }
    }

    public static void Check(ApiDefinition api, MethodResponse response)
    {
        CheckModels(api, response.ResponseModels);
        foreach (var parameter in response.ResponseParameters?.Keys ?? Enumerable.Empty<string>())
        {
            if (!ResponseParameter().IsMatch(parameter))
            {
                throw ApiGatewayErrors.BadMapping(parameter);
            }
        }
    }

    private static void CheckModels(ApiDefinition api, Dictionary<string, string>? models)
    {
        foreach (var name in models?.Values ?? Enumerable.Empty<string>())
        {
            if (!api.Models.ContainsKey(name))
            {
                throw ApiGatewayErrors.BadModelOfMethod(name);
            }
        }
    }

    [GeneratedRegex(@"^[1-5]\d\d$")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"^method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.[^\s.][^\s]*$", RegexOptions.NonBacktracking)]
    private static partial Regex RequestParameter();

    [GeneratedRegex(@"^method\.response\.header\.[^\s]+$", RegexOptions.NonBacktracking)]
    private static partial Regex ResponseParameter();
}
