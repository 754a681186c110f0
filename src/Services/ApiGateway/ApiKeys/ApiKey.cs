namespace Gatehouse.Services.ApiGateway.ApiKeys;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html.</summary>
internal sealed record ApiKey
{
    public required string Id { get; init; }

    public string? Value { get; init; }

    public string? Name { get; init; }

    public string? CustomerId { get; init; }

    public string? Description { get; init; }

    public bool? Enabled { get; init; }

    public DateTimeOffset? CreatedDate { get; init; }

    public DateTimeOffset? LastUpdatedDate { get; init; }

    public List<string>? StageKeys { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    /// <summary>As answers show it: the value only when asked for.</summary>
    public ApiKey Shown(bool withValue) => this with
    {
        Value = withValue ? Value : null,
        Tags = Tags is { Count: > 0 } ? Tags : null,
    };
}

/// <summary>A key and its place among the others.</summary>
internal sealed record StoredKey(ApiKey Key, string Place);

internal sealed record KeyReference(string KeyId);
