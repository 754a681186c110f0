namespace Gatehouse.Services.ApiGateway.Integrations;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html.</summary>
internal sealed record Integration
{
    public string? Type { get; init; }

    public string? HttpMethod { get; init; }

    public string? Uri { get; init; }

    public string? ConnectionType { get; init; }

    public string? ConnectionId { get; init; }

    public string? Credentials { get; init; }

    public Dictionary<string, string>? RequestParameters { get; init; }

    public Dictionary<string, string>? RequestTemplates { get; init; }

    public string? PassthroughBehavior { get; init; }

    public string? ContentHandling { get; init; }

    public int? TimeoutInMillis { get; init; }

    public string? CacheNamespace { get; init; }

    public List<string>? CacheKeyParameters { get; init; }

    public Dictionary<string, IntegrationResponse>? IntegrationResponses { get; init; }

    public TlsConfig? TlsConfig { get; init; }

    public string? ResponseTransferMode { get; init; }

    public string? IntegrationTarget { get; init; }

    public IntegrationResponse GetResponse(string statusCode) =>
        IntegrationResponses?.GetValueOrDefault(statusCode) ?? throw ApiGatewayErrors.ResponseNotFound();

    public Integration WithResponse(string statusCode, IntegrationResponse response) =>
        this with { IntegrationResponses = new Dictionary<string, IntegrationResponse>(IntegrationResponses ?? []) { [statusCode] = response } };
}

internal sealed record TlsConfig
{
    public bool? InsecureSkipVerification { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html.</summary>
internal sealed record IntegrationResponse
{
    public string? StatusCode { get; init; }

    public string? SelectionPattern { get; init; }

    public Dictionary<string, string>? ResponseParameters { get; init; }

    public Dictionary<string, string>? ResponseTemplates { get; init; }

    public string? ContentHandling { get; init; }
}
