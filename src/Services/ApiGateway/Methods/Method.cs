using Gatehouse.Services.ApiGateway.Integrations;

namespace Gatehouse.Services.ApiGateway.Methods;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html.</summary>
internal sealed record Method
{
    public string? HttpMethod { get; init; }

    public string? AuthorizationType { get; init; }

    public string? AuthorizerId { get; init; }

    public bool? ApiKeyRequired { get; init; }

    public string? RequestValidatorId { get; init; }

    public string? OperationName { get; init; }

    /// <summary><c>method.request.header.X</c> and the like, to whether the parameter is required.</summary>
    public Dictionary<string, bool>? RequestParameters { get; init; }

    /// <summary>Content type to model name.</summary>
    public Dictionary<string, string>? RequestModels { get; init; }

    public Dictionary<string, MethodResponse>? MethodResponses { get; init; }

    public Integration? MethodIntegration { get; init; }

    public List<string>? AuthorizationScopes { get; init; }

    public Integration GetIntegration() => MethodIntegration ?? throw ApiGatewayErrors.IntegrationNotFound();

    public MethodResponse GetResponse(string statusCode) => MethodResponses?.GetValueOrDefault(statusCode) ?? throw ApiGatewayErrors.ResponseNotFound();

    public Method WithResponse(string statusCode, MethodResponse response) =>
        this with { MethodResponses = new Dictionary<string, MethodResponse>(MethodResponses ?? []) { [statusCode] = response } };
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_MethodResponse.html.</summary>
internal sealed record MethodResponse
{
    public string? StatusCode { get; init; }

    /// <summary><c>method.response.header.X</c>, to whether it is required.</summary>
    public Dictionary<string, bool>? ResponseParameters { get; init; }

    /// <summary>Content type to model name.</summary>
    public Dictionary<string, string>? ResponseModels { get; init; }
}
