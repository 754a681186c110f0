using Gatehouse.Core;
using Gatehouse.Gateway.Logging;

namespace Gatehouse.Gateway.Model;

/// <summary>One stage with the deployment it serves, as a publisher describes it. Immutable; compiled once when published.</summary>
public sealed record StageModel
{
    public required Scope Scope { get; init; }

    public required string ApiId { get; init; }

    public required string StageName { get; init; }

    public required string DeploymentId { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public EndpointType EndpointType { get; init; } = EndpointType.Edge;

    public ApiKeySource ApiKeySource { get; init; } = ApiKeySource.Header;

    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>Bodies of at least this many bytes are compressed for callers who ask; null switches compression off.</summary>
    public long? MinimumCompressionSize { get; init; }

    public bool DisableExecuteApiEndpoint { get; init; }

    /// <summary>Throttles of the stage's method settings: <c>*/*</c> or <c>path/VERB</c>, in any of the escapings that the service stores.</summary>
    public IReadOnlyDictionary<string, Throttle> MethodThrottles { get; init; } = new Dictionary<string, Throttle>();

    /// <summary>What methods log of their executions, by the same keys as <see cref="MethodThrottles"/>.</summary>
    public IReadOnlyDictionary<string, LogDetail> MethodLogs { get; init; } = new Dictionary<string, LogDetail>();

    /// <summary>Null without an access log.</summary>
    public AccessLogModel? AccessLog { get; init; }

    /// <summary>The gateway responses that the API customises.</summary>
    public IReadOnlyList<GatewayResponseModel> GatewayResponses { get; init; } = [];

    public IReadOnlyList<AuthorizerModel> Authorizers { get; init; } = [];

    /// <summary>JSON schemas by the names of their models.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ResourceModel> Resources { get; init; } = [];
}

/// <summary>Where a line for every request goes, and what it says.</summary>
public sealed record AccessLogModel(StageLogName Log, string Format);

/// <summary>One resource of the API, with its full path (<c>/jobs/{jobId}</c>).</summary>
public sealed record ResourceModel
{
    public required string Id { get; init; }

    public required string Path { get; init; }

    public IReadOnlyList<MethodModel> Methods { get; init; } = [];
}

public enum EndpointType
{
    Edge,
    Regional,
    Private,
}

public enum ApiKeySource
{
    Header,
    Authorizer,
}
