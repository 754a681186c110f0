using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Gateway.Tests.Authorizers;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.TestInvoke;

// source: lines as captured by users of AWS (2017)
public sealed class TestAuthorizerTests
{
    [Fact]
    public async Task Log_HasAwssLines()
    {
        await using var api = await GuardedApi.StartAsync();
        var outcome = await TryAsync(api, GuardedApi.Token, ("Authorization", "abc"));

        Assert.Equal((0, "user|a1"), (outcome.ClientStatus, outcome.PrincipalId));
        Assert.Equal("""{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]}""", outcome.Policy);
        Assert.Equal(
            """
            Execution log for request RID
            T : Starting authorizer: auth01 for request: RID
            T : Incoming identity: abc
            T : Endpoint request URI: https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations
            T : Endpoint request headers: {X-Amz-Date=20250305T130405Z, x-amzn-apigateway-api-id=abc123defg, Accept=application/json, User-Agent=AmazonAPIGateway_abc123defg, Host=lambda.us-east-1.amazonaws.com, X-Amz-Content-Sha256=HASH, X-Amzn-Trace-Id=Root=1-TRACE, x-amzn-lambda-integration-tag=RID, X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:123456789012:abc123defg/authorizers/auth01}
            T : Endpoint request body after transformations: {"type":"TOKEN","authorizationToken":"abc","methodArn":"arn:aws:execute-api:us-east-1:123456789012:abc123defg/ESTestInvoke-stage/GET/"}
            T : Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations
            T : Authorizer result body before parsing: {"principalId":"user|a1","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]}}
            T : Using valid authorizer policy for principal: *ser|a1
            T : Successfully completed authorizer execution

            """,
            TestedApi.Normal(outcome.Log).Replace("Wed Mar 05 13:04:05 UTC 2025", "T", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IdentityThatIsMissing_IsUnauthorized()
    {
        await using var api = await GuardedApi.StartAsync();
        var outcome = await TryAsync(api, GuardedApi.Token);

        Assert.Equal((401, null, null), (outcome.ClientStatus, outcome.PrincipalId, outcome.Policy));
        Assert.EndsWith(" : Unauthorized request: RID\n", TestedApi.Normal(outcome.Log), StringComparison.Ordinal);
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Fact]
    public async Task FunctionThatRefuses_IsUnauthorized()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies("""{"errorMessage":"Unauthorized"}""").Outcome = FunctionOutcome.FunctionError;

        var outcome = await TryAsync(api, GuardedApi.Token, ("Authorization", "abc"));

        Assert.Equal(401, outcome.ClientStatus);
        Assert.Contains("Authorizer result body before parsing: {\"errorMessage\":\"Unauthorized\"}\n", outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FunctionWithoutPermission_IsAConfigurationErrorUnlessARoleInvokesIt()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Access = FunctionAccess.NotPermitted;

        var refused = await TryAsync(api, GuardedApi.Token, ("Authorization", "abc"));
        var byRole = await TryAsync(api, GuardedApi.Token with { HasCredentials = true }, ("Authorization", "abc"));

        Assert.Equal(500, refused.ClientStatus);
        Assert.EndsWith("Execution failed due to configuration error: Invalid permissions on Lambda function\n", refused.Log, StringComparison.Ordinal);
        Assert.Equal(0, byRole.ClientStatus);
    }

    [Fact]
    public async Task Request_IsMadeUpFromPathHeadersAndVariables()
    {
        await using var api = await GuardedApi.StartAsync();
        var model = GuardedApi.Request with { IdentitySource = "method.request.header.X-A,method.request.querystring.q,stageVariables.color" };

        var outcome = await TryAsync(api, model, ("X-A", "1"));

        Assert.Equal(0, outcome.ClientStatus);
        Assert.Contains(" : Incoming identity: 1, 2, red\n", outcome.Log, StringComparison.Ordinal);
        Assert.StartsWith(
            """{"type":"REQUEST","methodArn":"arn:aws:execute-api:us-east-1:123456789012:abc123defg/ESTestInvoke-stage/GET/some/path","resource":"/","path":"/some/path","httpMethod":"GET","headers":{"X-A":"1"},"multiValueHeaders":{"X-A":["1"]},"queryStringParameters":{"q":"2"},"multiValueQueryStringParameters":{"q":["2"]},"pathParameters":{},"stageVariables":{"color":"red"},"requestContext":{""",
            api.Authorizer.LastEvent,
            StringComparison.Ordinal);
    }

    private static Task<AuthorizerTestOutcome> TryAsync(GuardedApi api, AuthorizerModel authorizer, params (string Name, string Value)[] headers) =>
        api.Gateway.Engine.TestAuthorizerAsync(
            TestGateway.Stage() with { Authorizers = [authorizer], Variables = new Dictionary<string, string> { ["color"] = "red" } },
            authorizer.Id,
            new AuthorizerTestRequest
            {
                PathWithQueryString = authorizer.Type == AuthorizerType.Request ? "/some/path?q=2" : null,
                Headers = headers.ToDictionary(header => header.Name, header => (IReadOnlyList<string>)[header.Value]),
                Caller = new TestCaller("arn:aws:iam::123456789012:root", "123456789012", "AKIAEXAMPLE"),
            },
            TestContext.Current.CancellationToken);
}
