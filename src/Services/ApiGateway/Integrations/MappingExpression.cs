using System.Text.RegularExpressions;
using Gatehouse.Services.ApiGateway.Methods;

namespace Gatehouse.Services.ApiGateway.Integrations;

/// <summary>The expressions that carry parameters between a method and its integration. See https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html.</summary>
internal static partial class MappingExpression
{
    public static void CheckRequest(Method method, IReadOnlyDictionary<string, string>? parameters)
    {
        foreach (var (target, source) in parameters ?? new Dictionary<string, string>())
        {
            if (!RequestTarget().IsMatch(target))
            {
                throw ApiGatewayErrors.BadMapping(target);
            }

            if (!RequestSource().IsMatch(source))
            {
                throw ApiGatewayErrors.BadMapping(source);
            }

            CheckDeclared(method, source);
        }
    }

    /// <summary>A parameter of the request must be declared by the method before anything can refer to it.</summary>
    public static void CheckDeclared(Method method, string source)
    {
        var plain = source.Replace(".multivalue", ".", StringComparison.Ordinal);
        if (DeclaredSource().IsMatch(plain) && method.RequestParameters?.ContainsKey(plain) != true && method.RequestParameters?.ContainsKey(source) != true)
        {
            throw ApiGatewayErrors.UndeclaredParameter(source);
        }
    }

    public static void CheckResponse(Method method, string statusCode, IReadOnlyDictionary<string, string>? parameters)
    {
        var declared = method.MethodResponses?.GetValueOrDefault(statusCode)?.ResponseParameters;
        foreach (var (target, source) in parameters ?? new Dictionary<string, string>())
        {
            if (!ResponseTarget().IsMatch(target) || declared?.ContainsKey(target) != true)
            {
                throw ApiGatewayErrors.UndeclaredParameter(target);
            }

            if (!ResponseSource().IsMatch(source))
            {
                throw ApiGatewayErrors.BadMapping(source);
            }
        }
    }

    [GeneratedRegex(@"^integration\.request\.(path|querystring|header)\.\S+$", RegexOptions.NonBacktracking)]
    private static partial Regex RequestTarget();

    [GeneratedRegex(@"^('[^']*'|context\..+|stageVariables\..+|method\.request\.(body.*|(multivalue)?(path|querystring|header)\..+))$", RegexOptions.NonBacktracking)]
    private static partial Regex RequestSource();

    [GeneratedRegex(@"^method\.request\.(path|querystring|header)\.", RegexOptions.NonBacktracking)]
    private static partial Regex DeclaredSource();

    [GeneratedRegex(@"^method\.response\.header\.\S+$", RegexOptions.NonBacktracking)]
    private static partial Regex ResponseTarget();

    [GeneratedRegex(@"^('[^']*'|context\..+|stageVariables\..+|integration\.response\.(body.*|(multivalue)?header\..+))$", RegexOptions.NonBacktracking)]
    private static partial Regex ResponseSource();
}
