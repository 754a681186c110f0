using System.Text.Json;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Usage;
using Gatehouse.Gateway.Validation;

namespace Gatehouse.Gateway.Model;

/// <summary>A method ready to serve: everything a request asks of it was looked up when its stage was published.</summary>
internal sealed class CompiledMethod
{
    private readonly string[] _sourceArns = new string[Verbs.Count];

    public CompiledMethod(StageModel stage, ResourceModel resource, MethodModel method, IIntegration integration, MethodThrottle? throttle)
    {
        ResourceId = resource.Id;
        ResourcePath = resource.Path;
        EncodedResourcePath = ProxyEvent.Encode(resource.Path);
        HttpMethod = method.HttpMethod;
        ApiKeyRequired = method.ApiKeyRequired;
        AuthorizationType = method.AuthorizationType;
        OperationName = method.OperationName;
        RequiredParameters = [.. method.RequiredParameters];
        Integration = integration;
        Throttle = throttle;
        Place = new MethodPlace(resource.Id, resource.Path, method.HttpMethod);
        ThrottleKey = ThrottleKeys.Of(resource.Path, method.HttpMethod);
        PathParameters = PathParameter.Of(resource.Path);
        KeyMissing = new KeyMissing(resource.Path);

        // The permission names * for an ANY method, but the call itself carries the verb that was used.
        for (var slot = 0; slot < Verbs.Count; slot++)
        {
            _sourceArns[slot] = $"arn:aws:execute-api:{stage.Scope.Region}:{stage.Scope.Account}:{stage.ApiId}/{stage.StageName}/{Verbs.NameOf(slot)}{resource.Path}";
        }
    }

    public string ResourceId { get; }

    public string ResourcePath { get; }

    public JsonEncodedText EncodedResourcePath { get; }

    public string HttpMethod { get; }

    public bool ApiKeyRequired { get; }

    public string AuthorizationType { get; }

    /// <summary>Asked before anything else where the authorization type is CUSTOM; null there when the deployment has no such authorizer.</summary>
    public LambdaAuthorizer? Authorizer { get; init; }

    public string? OperationName { get; }

    public string[] RequiredParameters { get; }

    /// <summary>Null where bodies are not validated.</summary>
    public BodyValidator? Body { get; init; }

    public IIntegration Integration { get; }

    /// <summary>The limit that the stage's settings put on this method, or null.</summary>
    public MethodThrottle? Throttle { get; }

    public LogDetail LogDetail { get; init; }

    /// <summary>How method throttles of a plan name this method: <c>/jobs/{jobId}/GET</c>.</summary>
    public string ThrottleKey { get; }

    /// <summary>For explaining refusals.</summary>
    public MethodPlace Place { get; }

    public PathParameter[] PathParameters { get; }

    /// <summary>The most frequent refusal, made once.</summary>
    public KeyMissing KeyMissing { get; }

    public string SourceArn(int slot) => _sourceArns[slot];
}
