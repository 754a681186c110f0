namespace Gatehouse.Services.ApiGateway.Deployments;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html.</summary>
internal sealed record Deployment
{
    public required string Id { get; init; }

    public string? Description { get; init; }

    public DateTimeOffset? CreatedDate { get; init; }

    /// <summary>Path to verb to what the method asks for; shown on request only, never stored.</summary>
    public Dictionary<string, Dictionary<string, MethodSnapshot>>? ApiSummary { get; init; }
}

internal sealed record MethodSnapshot
{
    public string? AuthorizationType { get; init; }

    public bool? ApiKeyRequired { get; init; }
}

internal sealed record DeploymentCanarySettings
{
    public double? PercentTraffic { get; init; }

    public Dictionary<string, string>? StageVariableOverrides { get; init; }

    public bool? UseStageCache { get; init; }
}
