using System.Text.Json.Serialization;

namespace Gatehouse.Services.ApiGateway.Authorizers;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html.</summary>
internal sealed record Authorizer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Type { get; init; }

    [JsonPropertyName("providerARNs")]
    public List<string>? ProviderArns { get; init; }

    public string? AuthType { get; init; }

    public string? AuthorizerUri { get; init; }

    public string? AuthorizerCredentials { get; init; }

    public string? IdentitySource { get; init; }

    public string? IdentityValidationExpression { get; init; }

    public int? AuthorizerResultTtlInSeconds { get; init; }
}
