using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Methods;

namespace Gatehouse.Services.ApiGateway.Integrations;

/// <summary>What API Gateway accepts as an integration, when it is put and after every patch.</summary>
internal static class IntegrationRules
{
    /// <summary>In the order in which AWS lists them.</summary>
    public static readonly string[] Types = ["HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"];

    public static readonly string[] ContentHandlings = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"];

    public static void Check(Method method, Integration integration)
    {
        if (integration.Type != "MOCK" && !MethodRules.IsVerb(integration.HttpMethod))
        {
            throw string.IsNullOrEmpty(integration.HttpMethod) ? ApiGatewayErrors.NoIntegrationVerb() : ApiGatewayErrors.BadVerb();
        }

        switch (integration.Type)
        {
            case "HTTP" or "HTTP_PROXY":
                CheckEndpoint(integration.Uri);
                break;
            case "AWS" or "AWS_PROXY":
                CheckArn(integration.Type, integration.Uri);
                break;
        }

        if (integration.TimeoutInMillis is < 50 or > 29000)
        {
            throw ApiGatewayErrors.BadTimeout();
        }

        if (integration.PassthroughBehavior is not ("WHEN_NO_MATCH" or "WHEN_NO_TEMPLATES" or "NEVER"))
        {
            throw ApiGatewayErrors.BadPassthroughBehavior();
        }

        if (integration.ConnectionType == "VPC_LINK")
        {
            throw ApiGatewayErrors.VpcLinkNotFound();
        }

        if (integration.ResponseTransferMode == "STREAM")
        {
            throw ApiGatewayErrors.NotServed("responseTransferMode STREAM");
        }

        MappingExpression.CheckRequest(method, integration.RequestParameters);
        foreach (var parameter in integration.CacheKeyParameters ?? [])
        {
            MappingExpression.CheckDeclared(method, parameter);
        }
    }

    private static void CheckEndpoint(string? uri)
    {
        // Stage variables may stand for any part, the scheme's rest included; what they make of it shows when the stage serves.
        var withoutVariables = uri?.Replace("${", "", StringComparison.Ordinal).Replace('}', '.');
        if (withoutVariables is null || !Uri.TryCreate(withoutVariables, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw ApiGatewayErrors.BadEndpoint();
        }
    }

    private static void CheckArn(string type, string? uri)
    {
        if (!Arn.TryParse(uri, out var arn) || arn.Service != "apigateway")
        {
            throw ApiGatewayErrors.BadIntegrationArn();
        }

        if (!arn.Resource.StartsWith("path/", StringComparison.Ordinal) && !arn.Resource.StartsWith("action/", StringComparison.Ordinal))
        {
            throw ApiGatewayErrors.NoPathOrAction();
        }

        if (type == "AWS_PROXY" && arn.Account is not ("lambda" or "firehose"))
        {
            throw ApiGatewayErrors.ProxyOfOtherService();
        }
    }
}
