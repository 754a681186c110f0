using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record PutIntegrationRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string MethodVerb { get; init; }

    public required string Type { get; init; }

    /// <summary>The integration's own verb; SDKs call it integrationHttpMethod.</summary>
    public string? HttpMethod { get; init; }

    public string? Uri { get; init; }

    public string? ConnectionType { get; init; }

    public string? ConnectionId { get; init; }

    public string? Credentials { get; init; }

    public Dictionary<string, string>? RequestParameters { get; init; }

    public Dictionary<string, string>? RequestTemplates { get; init; }

    public string? PassthroughBehavior { get; init; }

    public string? CacheNamespace { get; init; }

    public List<string>? CacheKeyParameters { get; init; }

    public string? ContentHandling { get; init; }

    public int? TimeoutInMillis { get; init; }

    public TlsConfig? TlsConfig { get; init; }

    public string? ResponseTransferMode { get; init; }

    public string? IntegrationTarget { get; init; }

    public void Constrain(Violations check) => check
        .OneOf(Type, IntegrationRules.Types)
        .OneOf(ConnectionType, ["INTERNET", "VPC_LINK"])
        .OneOf(ContentHandling, IntegrationRules.ContentHandlings)
        .OneOf(ResponseTransferMode, ["BUFFERED", "STREAM"]);
}

/// <summary>Sets a method's integration, in place of the one before. See https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html.</summary>
internal sealed class PutIntegration(ApiTables tables) : IOperation<PutIntegrationRequest, Integration>
{
    public OperationSpec Spec => OperationSpec.Put("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration", 201);

    public async ValueTask<Integration> InvokeAsync(PutIntegrationRequest request, Call call)
    {
        var method = await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.MethodVerb, (_, method) =>
        {
            var integration = From(request);
            IntegrationRules.Check(method, integration);
            return method with { MethodIntegration = integration };
        });
        return method.GetIntegration();
    }

    private static Integration From(PutIntegrationRequest request) => new()
    {
        Type = request.Type,
        HttpMethod = string.IsNullOrEmpty(request.HttpMethod) ? null : request.HttpMethod,
        Uri = string.IsNullOrEmpty(request.Uri) ? null : request.Uri,
        // Clients send INTERNET with every type; AWS shows it where it means something.
        ConnectionType = request.Type is "HTTP" or "HTTP_PROXY" ? request.ConnectionType ?? "INTERNET" : request.ConnectionType == "VPC_LINK" ? "VPC_LINK" : null,
        ConnectionId = request.ConnectionId,
        Credentials = request.Credentials,
        RequestParameters = request.RequestParameters,
        RequestTemplates = request.RequestTemplates,
        PassthroughBehavior = string.IsNullOrEmpty(request.PassthroughBehavior) ? "WHEN_NO_MATCH" : request.PassthroughBehavior.ToUpperInvariant(),
        ContentHandling = request.ContentHandling,
        TimeoutInMillis = request.TimeoutInMillis ?? 29000,
        CacheNamespace = request.CacheNamespace ?? request.ResourceId,
        CacheKeyParameters = request.CacheKeyParameters ?? [],
        TlsConfig = request.TlsConfig,
        ResponseTransferMode = request.ResponseTransferMode ?? "BUFFERED",
        IntegrationTarget = request.IntegrationTarget,
    };
}
