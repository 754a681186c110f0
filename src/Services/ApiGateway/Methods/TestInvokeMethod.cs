using Gatehouse.Gateway;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record TestInvokeMethodRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    public string? PathWithQueryString { get; init; }

    public string? Body { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public Dictionary<string, List<string>>? MultiValueHeaders { get; init; }

    public string? ClientCertificateId { get; init; }

    public Dictionary<string, string>? StageVariables { get; init; }
}

internal sealed record TestInvokeMethodAnswer
{
    public required int Status { get; init; }

    public required string Body { get; init; }

    public required Dictionary<string, string> Headers { get; init; }

    public required Dictionary<string, List<string>> MultiValueHeaders { get; init; }

    public required string Log { get; init; }

    /// <summary>Milliseconds.</summary>
    public required long Latency { get; init; }
}

/// <summary>
/// Tries a method as it is defined now, deployed or not. See https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html.
/// </summary>
internal sealed class TestInvokeMethod(ApiTables tables, GatewayEngine engine) : IOperation<TestInvokeMethodRequest, TestInvokeMethodAnswer>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}");

    public async ValueTask<TestInvokeMethodAnswer> InvokeAsync(TestInvokeMethodRequest request, Call call)
    {
        var definition = await tables.GetDefinitionAsync(call, request.RestApiId, ApiGatewayErrors.ResourceNotFound());
        var resource = definition.GetResource(request.ResourceId);
        CheckMethod(resource.ResourceMethods, request.HttpMethod);
        if (!string.IsNullOrEmpty(request.ClientCertificateId))
        {
            // There are no client certificates yet, so no identifier names one.
            throw ApiGatewayErrors.ClientCertificateNotFound();
        }

        var stage = new Stage { StageName = TestRequest.StageName, DeploymentId = "", Variables = request.StageVariables };
        var api = new DeploymentSnapshot(await tables.GetApiAsync(call, request.RestApiId), definition);
        var test = new TestRequest
        {
            ResourceId = request.ResourceId,
            HttpMethod = request.HttpMethod,
            PathWithQueryString = request.PathWithQueryString,
            Headers = TestHeaders.Of(request.Headers, request.MultiValueHeaders),
            Body = request.Body,
            Caller = new TestCaller(call.CallerArn, call.CallerId, call.AccessKeyId),
        };
        var outcome = await engine.TestAsync(StageModels.Of(call.Scope, request.RestApiId, stage, api), test, call.Aborted)
            ?? throw ApiGatewayErrors.BadTestPath(request.PathWithQueryString, resource.Path);
        return new TestInvokeMethodAnswer
        {
            Status = outcome.Status,
            Body = outcome.Body,
            Headers = outcome.Headers.ToDictionary(header => header.Key, header => header.Value[^1]),
            MultiValueHeaders = outcome.Headers.ToDictionary(header => header.Key, header => header.Value.ToList()),
            Log = outcome.Log,
            Latency = (long)outcome.Latency.TotalMilliseconds,
        };
    }

    private static void CheckMethod(Dictionary<string, Method>? methods, string verb)
    {
        if (methods is null || !MethodRules.IsVerb(verb) || !(methods.ContainsKey(verb) || methods.ContainsKey("ANY")))
        {
            throw ApiGatewayErrors.MethodNotFound();
        }

        if (verb == "ANY")
        {
            // A request has one verb: which of those that ANY covers must be said.
            throw ApiGatewayErrors.NoVerbToTest();
        }
    }
}
