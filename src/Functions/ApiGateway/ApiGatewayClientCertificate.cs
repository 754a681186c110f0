namespace Gatehouse.Functions.ApiGateway;

/// <summary>The certificate that a caller presented by mutual TLS.</summary>
public sealed record ApiGatewayClientCertificate
{
    public string? ClientCertPem { get; init; }

    public string? SubjectDN { get; init; }

    public string? IssuerDN { get; init; }

    public string? SerialNumber { get; init; }

    public ApiGatewayCertificateValidity? Validity { get; init; }
}

/// <summary>The times between which a certificate counts, as text: <c>May 28 12:30:02 2019 GMT</c>.</summary>
public sealed record ApiGatewayCertificateValidity
{
    public string? NotBefore { get; init; }

    public string? NotAfter { get; init; }
}
