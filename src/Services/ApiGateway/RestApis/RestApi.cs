namespace Gatehouse.Services.ApiGateway.RestApis;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html.</summary>
internal sealed record RestApi
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public DateTimeOffset? CreatedDate { get; init; }

    public string? Version { get; init; }

    public List<string>? Warnings { get; init; }

    public List<string>? BinaryMediaTypes { get; init; }

    public int? MinimumCompressionSize { get; init; }

    public string? ApiKeySource { get; init; }

    public EndpointConfiguration? EndpointConfiguration { get; init; }

    public string? Policy { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public bool? DisableExecuteApiEndpoint { get; init; }

    public string? RootResourceId { get; init; }

    public string? SecurityPolicy { get; init; }

    public string? EndpointAccessMode { get; init; }

    /// <summary>As answers show it: AWS escapes the policy's quotes a second time, and clients rely on it.</summary>
    public RestApi Shown() => this with
    {
        Policy = Policy?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        Tags = Tags is { Count: > 0 } ? Tags : null,
        BinaryMediaTypes = BinaryMediaTypes is { Count: > 0 } ? BinaryMediaTypes : null,
    };
}

internal sealed record EndpointConfiguration
{
    public List<string>? Types { get; init; }

    public string? IpAddressType { get; init; }

    public List<string>? VpcEndpointIds { get; init; }
}
