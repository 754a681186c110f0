namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html.</summary>
internal sealed record Stage
{
    public string? DeploymentId { get; init; }

    public string? ClientCertificateId { get; init; }

    public string? StageName { get; init; }

    public string? Description { get; init; }

    public bool? CacheClusterEnabled { get; init; }

    public string? CacheClusterSize { get; init; }

    public string? CacheClusterStatus { get; init; }

    public Dictionary<string, MethodSetting>? MethodSettings { get; init; }

    public Dictionary<string, string>? Variables { get; init; }

    public string? DocumentationVersion { get; init; }

    public AccessLogSettings? AccessLogSettings { get; init; }

    public CanarySettings? CanarySettings { get; init; }

    public bool? TracingEnabled { get; init; }

    public string? WebAclArn { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public DateTimeOffset? CreatedDate { get; init; }

    public DateTimeOffset? LastUpdatedDate { get; init; }

    public static Stage New(string name, DateTimeOffset now) => new()
    {
        StageName = name,
        CacheClusterEnabled = false,
        CacheClusterStatus = "NOT_AVAILABLE",
        MethodSettings = [],
        TracingEnabled = false,
        CreatedDate = now,
        LastUpdatedDate = now,
    };

    /// <summary>There is no cluster to wait for, so a cache is available at once.</summary>
    public Stage WithCache(bool enabled, string? size) => this with
    {
        CacheClusterEnabled = enabled,
        CacheClusterSize = size ?? CacheClusterSize ?? (enabled ? "0.5" : null),
        CacheClusterStatus = enabled ? "AVAILABLE" : "NOT_AVAILABLE",
    };

    /// <summary>As answers show it.</summary>
    public Stage Shown() => this with
    {
        Variables = Variables is { Count: > 0 } ? Variables : null,
        Tags = Tags is { Count: > 0 } ? Tags : null,
    };
}

internal sealed record AccessLogSettings
{
    public string? Format { get; init; }

    public string? DestinationArn { get; init; }
}

internal sealed record CanarySettings
{
    public double? PercentTraffic { get; init; }

    public string? DeploymentId { get; init; }

    public Dictionary<string, string>? StageVariableOverrides { get; init; }

    public bool? UseStageCache { get; init; }
}

/// <summary>One entry of a stage's method settings. The defaults are what AWS shows once any of them was set (recorded).</summary>
internal sealed record MethodSetting
{
    public bool MetricsEnabled { get; init; }

    public string? LoggingLevel { get; init; }

    public bool DataTraceEnabled { get; init; }

    public int ThrottlingBurstLimit { get; init; } = 5000;

    public double ThrottlingRateLimit { get; init; } = 10000;

    public bool CachingEnabled { get; init; } = true;

    public int CacheTtlInSeconds { get; init; } = 300;

    public bool CacheDataEncrypted { get; init; }

    public bool RequireAuthorizationForCacheControl { get; init; } = true;

    public string UnauthorizedCacheControlHeaderStrategy { get; init; } = "SUCCEED_WITH_RESPONSE_HEADER";
}
