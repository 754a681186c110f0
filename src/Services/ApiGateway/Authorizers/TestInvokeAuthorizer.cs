using Gatehouse.Gateway;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record TestInvokeAuthorizerRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("authorizer_id")] public required string AuthorizerId { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public Dictionary<string, List<string>>? MultiValueHeaders { get; init; }

    public string? PathWithQueryString { get; init; }

    /// <summary>Read and of no consequence: an authorizer's event has no body.</summary>
    public string? Body { get; init; }

    public Dictionary<string, string>? StageVariables { get; init; }

    public Dictionary<string, string>? AdditionalContext { get; init; }
}

internal sealed record TestInvokeAuthorizerAnswer
{
    /// <summary>What a caller would have got; 0 when the authorizer gave a policy.</summary>
    public required int ClientStatus { get; init; }

    public required string Log { get; init; }

    /// <summary>Milliseconds.</summary>
    public required long Latency { get; init; }

    public string? PrincipalId { get; init; }

    public string? Policy { get; init; }

    /// <summary>Always left out: only user pools have scopes.</summary>
    public Dictionary<string, List<string>>? Authorization { get; init; }

    /// <summary>Always left out: only user pools have claims.</summary>
    public Dictionary<string, string>? Claims { get; init; }
}

/// <summary>
/// Asks an authorizer as it is defined now, deployed or not. See https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html.
/// </summary>
internal sealed class TestInvokeAuthorizer(ApiTables tables, GatewayEngine engine) : IOperation<TestInvokeAuthorizerRequest, TestInvokeAuthorizerAnswer>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/authorizers/{authorizer_id}");

    public async ValueTask<TestInvokeAuthorizerAnswer> InvokeAsync(TestInvokeAuthorizerRequest request, Call call)
    {
        if (request.AdditionalContext is { Count: > 0 })
        {
            throw ApiGatewayErrors.NotServed("additionalContext");
        }

        var definition = await tables.GetDefinitionAsync(call, request.RestApiId);
        var authorizer = definition.GetAuthorizer(request.AuthorizerId);
        var stage = new Stage { StageName = AuthorizerTestRequest.StageName, DeploymentId = "", Variables = request.StageVariables };
        var api = new DeploymentSnapshot(await tables.GetApiAsync(call, request.RestApiId), definition);
        var test = new AuthorizerTestRequest
        {
            PathWithQueryString = request.PathWithQueryString,
            Headers = TestHeaders.Of(request.Headers, request.MultiValueHeaders),
            Caller = new TestCaller(call.CallerArn, call.CallerId, call.AccessKeyId),
        };
        var outcome = await engine.TestAuthorizerAsync(StageModels.Of(call.Scope, request.RestApiId, stage, api), authorizer.Id, test, call.Aborted);
        return new TestInvokeAuthorizerAnswer
        {
            ClientStatus = outcome.ClientStatus,
            Log = outcome.Log,
            Latency = (long)outcome.Latency.TotalMilliseconds,
            PrincipalId = outcome.PrincipalId,
            Policy = outcome.Policy,
        };
    }
}
