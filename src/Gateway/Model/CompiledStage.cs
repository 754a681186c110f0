using System.Text.Json;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Model;

/// <summary>A stage ready to serve. Requests hold on to the one they started with.</summary>
internal sealed class CompiledStage(StageModel model, RouteTable routes, ScopeKeys keys, MethodThrottle? account)
{
    public StageModel Model => model;

    public RouteTable Routes => routes;

    /// <summary>Every method as <c>GET /jobs/{jobId}</c>: for explaining refusals.</summary>
    public required string[] RouteNames { get; init; }

    /// <summary>The id of every resource by its path: for explaining refusals. It does not hold on to the rest of the deployment.</summary>
    public Dictionary<string, string> ResourceIds { get; } = model.Resources.DistinctBy(resource => resource.Path).ToDictionary(resource => resource.Path, resource => resource.Id, StringComparer.Ordinal);

    public ScopeKeys Keys => keys;

    public MethodThrottle? Account => account;

    /// <summary>How plans name this stage.</summary>
    public string StageKey { get; } = PlanState.StageKey(model.ApiId, model.StageName);

    /// <summary>How logs name it.</summary>
    public string StagePath { get; } = $"{model.ApiId}/{model.StageName}";

    /// <summary>The buckets of its methods, handed on to the stage's next version.</summary>
    public required Dictionary<string, TokenBucket> MethodBuckets { get; init; }

    /// <summary>Its latest requests, handed on to the stage's next version.</summary>
    public required RequestRing Requests { get; init; }

    /// <summary>Null where nothing is logged.</summary>
    public StageLogging? Logging { get; init; }

    /// <summary>By id, with what they remember.</summary>
    public required Dictionary<string, LambdaAuthorizer> Authorizers { get; init; }

    public GatewayResponses Responses { get; } = new(model.GatewayResponses);

    public MediaTypes BinaryTypes { get; } = new(model.BinaryMediaTypes);

    public string DomainName { get; } = $"{model.ApiId}.execute-api.{model.Scope.Region}.amazonaws.com";

    public EdgeHeaders? Edge { get; } = model.EndpointType == EndpointType.Edge ? new EdgeHeaders(model.ApiId) : null;

    public KeyValuePair<JsonEncodedText, JsonEncodedText>[] Variables { get; } =
        [.. model.Variables.Select(pair => KeyValuePair.Create(ProxyEvent.Encode(pair.Key), ProxyEvent.Encode(pair.Value)))];
}
