using Gatehouse.Core;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

/// <summary>What API Gateway accepts as an authorizer, when it is made and after every patch.</summary>
internal static class AuthorizerRules
{
    // Recorded: Terraform expects it where it sends none.
    public const int DefaultTtl = 300;

    public const string UserPools = "COGNITO_USER_POOLS";

    private const int LongestTtl = 3600;
    private const int MostOfAnApi = 10;

    public static void ConstrainType(Violations check, string? type) => check.OneOf(type, ["TOKEN", "REQUEST", UserPools], nameof(type));

    /// <summary>Whether one more may be made.</summary>
    public static void CheckRoom(ApiDefinition api)
    {
        if (api.Authorizers.Count >= MostOfAnApi)
        {
            throw ApiGatewayErrors.TooManyAuthorizers();
        }
    }

    public static Authorizer Check(ApiDefinition api, Authorizer authorizer)
    {
        if (string.IsNullOrWhiteSpace(authorizer.Name))
        {
            throw ApiGatewayErrors.BlankAuthorizerName();
        }

        if (api.Authorizers.Values.Any(other => other.Id != authorizer.Id && other.Name == authorizer.Name))
        {
            throw ApiGatewayErrors.AuthorizerExists(authorizer.Name);
        }

        if (authorizer.Type == UserPools)
        {
            throw ApiGatewayErrors.NotServed($"authorizers of type {UserPools}");
        }

        if (authorizer.Type is not ("TOKEN" or "REQUEST"))
        {
            throw ApiGatewayErrors.BadAuthorizerType();
        }

        if (authorizer.ProviderArns is { Count: > 0 })
        {
            throw ApiGatewayErrors.ProvidersOfFunction();
        }

        if (!IsInvocation(authorizer.AuthorizerUri))
        {
            throw ApiGatewayErrors.BadAuthorizerUri(authorizer.AuthorizerUri);
        }

        if (authorizer.AuthorizerCredentials is { } role && !IsRole(role))
        {
            throw ApiGatewayErrors.BadRoleArn();
        }

        if (authorizer.AuthorizerResultTtlInSeconds is < 0 or > LongestTtl)
        {
            throw ApiGatewayErrors.BadAuthorizerTtl(LongestTtl);
        }

        CheckIdentity(authorizer);
        return authorizer;
    }

    private static void CheckIdentity(Authorizer authorizer)
    {
        if (IdentitySource.TryParseList(authorizer.IdentitySource, out var wrong) is not { } sources)
        {
            throw ApiGatewayErrors.BadMapping(wrong);
        }

        switch (authorizer.Type)
        {
            case "TOKEN" when sources is not [{ IsHeader: true }]:
                throw ApiGatewayErrors.BadTokenSource();
            case "REQUEST" when sources.Count == 0 && authorizer.AuthorizerResultTtlInSeconds > 0:
                throw ApiGatewayErrors.NoIdentityToCacheBy();
        }

        if (authorizer.IdentityValidationExpression is { } expression && IdentityExpression.TryParse(expression, out var problem) is null)
        {
            throw ApiGatewayErrors.BadIdentityExpression(expression, problem);
        }
    }

    // Stage variables may stand for the function's name or alias; what they make of it shows when the stage serves.
    private static bool IsInvocation(string? uri) =>
        Arn.TryParse(uri, out var arn)
        && arn.Service == "apigateway" && arn.Region.Length > 0 && arn.Account == "lambda"
        && arn.Resource.StartsWith("path/2015-03-31/functions/arn:", StringComparison.Ordinal)
        && arn.Resource.EndsWith("/invocations", StringComparison.Ordinal);

    private static bool IsRole(string role) =>
        Arn.TryParse(role, out var arn) && arn.Service == "iam" && arn.Resource.StartsWith("role/", StringComparison.Ordinal);
}
