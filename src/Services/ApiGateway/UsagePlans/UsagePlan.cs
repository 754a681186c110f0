namespace Gatehouse.Services.ApiGateway.UsagePlans;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html.</summary>
internal sealed record UsagePlan
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public List<ApiStage>? ApiStages { get; init; }

    public ThrottleSettings? Throttle { get; init; }

    public QuotaSettings? Quota { get; init; }

    public string? ProductCode { get; init; }

    public Dictionary<string, string>? Tags { get; init; }
}

internal sealed record ApiStage
{
    public string? ApiId { get; init; }

    public string? Stage { get; init; }

    /// <summary><c>/path/VERB</c> to the limits of each key on that method.</summary>
    public Dictionary<string, ThrottleSettings>? Throttle { get; init; }

    /// <summary>How patches and keys name the stage.</summary>
    public string Name() => $"{ApiId}:{Stage}";
}

internal sealed record ThrottleSettings
{
    public int BurstLimit { get; init; }

    public double RateLimit { get; init; }
}

internal sealed record QuotaSettings
{
    public int Limit { get; init; }

    public int Offset { get; init; }

    /// <summary>DAY, WEEK or MONTH.</summary>
    public string? Period { get; init; }
}
