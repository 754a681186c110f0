using System.Text.Json;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>What API Gateway knows about the request apart from what the caller sent.</summary>
public sealed record ApiGatewayRequestContext
{
    public string? ResourceId { get; init; }

    public string? ResourcePath { get; init; }

    public string? OperationName { get; init; }

    public string? HttpMethod { get; init; }

    public string? ExtendedRequestId { get; init; }

    /// <summary>In the form of access logs: <c>05/Mar/2025:13:04:05 +0000</c>.</summary>
    public string? RequestTime { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long RequestTimeEpoch { get; init; }

    /// <summary>The path with the stage or the base path of a custom domain.</summary>
    public string? Path { get; init; }

    public string? AccountId { get; init; }

    public string? Protocol { get; init; }

    public string? Stage { get; init; }

    public string? DomainName { get; init; }

    public string? DomainPrefix { get; init; }

    public string? DeploymentId { get; init; }

    public string? RequestId { get; init; }

    public string? ApiId { get; init; }

    /// <summary>True on the canary's side of a stage, false on the other; null where the stage has no canary.</summary>
    public bool? IsCanaryRequest { get; init; }

    public ApiGatewayIdentity Identity { get; init => field = value ?? new(); } = new();

    /// <summary>What the authorizer said: <c>principalId</c> and its context, or <c>claims</c> of a user pool. Null without one.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Authorizer { get; init; }
}
