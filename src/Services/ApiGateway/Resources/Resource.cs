using Gatehouse.Services.ApiGateway.Methods;

namespace Gatehouse.Services.ApiGateway.Resources;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html.</summary>
internal sealed record Resource
{
    public required string Id { get; init; }

    public string? ParentId { get; init; }

    public string? PathPart { get; init; }

    public required string Path { get; init; }

    public Dictionary<string, Method>? ResourceMethods { get; init; }

    public Method GetMethod(string verb) => ResourceMethods?.GetValueOrDefault(verb) ?? throw ApiGatewayErrors.MethodNotFound();

    public Resource WithMethod(string verb, Method method) =>
        this with { ResourceMethods = new Dictionary<string, Method>(ResourceMethods ?? []) { [verb] = method } };

    public Resource WithoutMethod(string verb)
    {
        var methods = new Dictionary<string, Method>(ResourceMethods ?? []);
        methods.Remove(verb);
        return this with { ResourceMethods = methods };
    }

    /// <summary>As answers show it: methods are named only, unless the caller asked to embed them.</summary>
    public Resource Shown(IReadOnlyCollection<string>? embed) => this with
    {
        ResourceMethods = ResourceMethods is not { Count: > 0 } ? null
            : embed?.Contains("methods") == true ? ResourceMethods
            : ResourceMethods.ToDictionary(pair => pair.Key, _ => new Method()),
    };
}
