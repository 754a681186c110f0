namespace Gatehouse.Functions.ApiGateway;

/// <summary>Who called, as far as API Gateway knows.</summary>
public sealed record ApiGatewayIdentity
{
    public string? SourceIp { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The caller's API key; only where the method requires one.</summary>
    public string? ApiKey { get; init; }

    public string? ApiKeyId { get; init; }

    public string? AccountId { get; init; }

    public string? AccessKey { get; init; }

    public string? Caller { get; init; }

    public string? User { get; init; }

    public string? UserArn { get; init; }

    public string? PrincipalOrgId { get; init; }

    public string? CognitoIdentityPoolId { get; init; }

    public string? CognitoIdentityId { get; init; }

    public string? CognitoAuthenticationType { get; init; }

    public string? CognitoAuthenticationProvider { get; init; }

    /// <summary>Only with mutual TLS.</summary>
    public ApiGatewayClientCertificate? ClientCert { get; init; }
}
