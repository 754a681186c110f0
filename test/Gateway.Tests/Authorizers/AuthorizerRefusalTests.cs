using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;

namespace Gatehouse.Gateway.Tests.Authorizers;

// source: spec, REST data plane 4.2 and 7
public sealed class AuthorizerRefusalTests
{
    private const string Unauthorized = """{"message":"Unauthorized"}""";
    private const string NullMessage = """{"message":null}""";

    [Fact]
    public async Task MissingToken_IsUnauthorizedAndAsksNobody()
    {
        await using var api = await GuardedApi.StartAsync();

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMissing, GatewayResponseType.Unauthorized, token: null);
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Fact]
    public async Task EmptyToken_IsUnauthorized()
    {
        await using var api = await GuardedApi.StartAsync();

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMissing, GatewayResponseType.Unauthorized, token: "");
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Theory]
    [InlineData("Bearer abc", true)]
    [InlineData("Bearer ", false)]
    [InlineData("xBearer abc", false)]
    [InlineData("Bearer abc def", false)]
    [InlineData("Basic or Bearer abc", false)]
    public async Task ValidationExpression_MustMatchTheWholeToken(string token, bool passes)
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { ValidationExpression = "Basic|Bearer [a-z]+" });

        if (passes)
        {
            Assert.Equal(200, (await api.CallAsync(token: token)).Status);
            return;
        }

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMalformed, GatewayResponseType.Unauthorized, token: token);
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Fact]
    public async Task ValidationExpression_TakesHostileTokensInItsStride()
    {
        // A backtracking engine would need longer than the universe has.
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { ValidationExpression = "(a+)+" });

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMalformed, GatewayResponseType.Unauthorized, token: new string('a', 9000) + "!");
    }

    [Fact]
    public async Task RequestWithoutOneOfItsSources_IsUnauthorized()
    {
        var model = GuardedApi.Request with { IdentitySource = "method.request.header.X-A,method.request.querystring.q" };
        await using var api = await GuardedApi.StartAsync(model);
        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMissing, GatewayResponseType.Unauthorized, path: "/stg/guarded?q=1");
        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMissing, GatewayResponseType.Unauthorized);
        Assert.Equal(0, api.Authorizer.Calls);

        using var response = await api.SendAsync("/stg/guarded?q=1", change: request => request.Headers.Add("x-a", "1"));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task RequestWithoutASource_IsUnauthorizedWithoutACacheToo()
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Request with { IdentitySource = "method.request.querystring.q", ResultTimeToLive = TimeSpan.Zero });

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.IdentityMissing, GatewayResponseType.Unauthorized, path: "/stg/guarded?q=");
    }

    [Fact]
    public async Task ErrorWithTheMessageUnauthorized_IsUnauthorized()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies("""{"errorType":"Error","errorMessage":"Unauthorized","trace":[]}""").Outcome = FunctionOutcome.FunctionError;

        await api.RefusesAsync(401, "UnauthorizedException", Unauthorized, ReasonKind.AuthorizerRefused, GatewayResponseType.Unauthorized);
    }

    [Theory]
    [InlineData("""{"errorMessage":"unauthorized"}""")]
    [InlineData("""{"errorMessage":"Unauthorized "}""")]
    [InlineData("""{"errorMessage":["Unauthorized"]}""")]
    [InlineData("""["Unauthorized"]""")]
    [InlineData("Unauthorized")]
    [InlineData("")]
    public async Task AnyOtherError_IsAConfigurationError(string payload)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(payload).Outcome = FunctionOutcome.FunctionError;

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.AuthorizerFailed, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Theory]
    [InlineData(FunctionOutcome.Throttled)]
    [InlineData(FunctionOutcome.IntegrationTimeout)]
    [InlineData(FunctionOutcome.EventTooLarge)]
    public async Task FunctionThatDoesNotAnswer_IsAConfigurationError(FunctionOutcome outcome)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Outcome = outcome;

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.AuthorizerFailed, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task FunctionThatCannotBeStarted_IsAnAuthorizerFailure()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Outcome = FunctionOutcome.Unavailable;

        await api.RefusesAsync(500, "AuthorizerFailureException", NullMessage, ReasonKind.AuthorizerFailed, GatewayResponseType.AuthorizerFailure);
    }

    [Fact]
    public async Task FunctionWithoutPermission_IsAConfigurationError()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Access = FunctionAccess.NotPermitted;

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.NoInvokePermission, GatewayResponseType.AuthorizerConfigurationError);
        Assert.Equal(GuardedApi.SourceArn, api.Authorizer.LastSource);
    }

    [Fact]
    public async Task RoleOfTheAuthorizer_StandsForThePermission()
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { HasCredentials = true });
        api.Authorizer.Access = FunctionAccess.NotPermitted;

        Assert.Equal(200, (await api.CallAsync()).Status);
    }

    [Fact]
    public async Task MissingFunction_IsAConfigurationError()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Access = FunctionAccess.NotFound;

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.FunctionMissing, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task UriThatLeadsToNoFunction_IsAConfigurationError()
    {
        var uri = GuardedApi.Token.Uri!.Replace("function:auth", "${stageVariables.guard}", StringComparison.Ordinal).Replace("arn:aws:lambda", "${stageVariables.none}", StringComparison.Ordinal);
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { Uri = uri });

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.AuthorizerFailed, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task StageVariableInTheUri_NamesTheFunction()
    {
        var uri = GuardedApi.Token.Uri!.Replace("function:auth", "function:${stageVariables.guard}", StringComparison.Ordinal);
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { Uri = uri }, stage => stage with { Variables = new Dictionary<string, string> { ["guard"] = "auth" } });

        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Equal(1, api.Authorizer.Calls);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"principalId":"a"}""")]
    [InlineData("""{"policyDocument":{"Version":"2012-10-17","Statement":[]}}""")]
    [InlineData("""{"principalId":1,"policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"a","policyDocument":"allow"}""")]
    [InlineData("""{"principalId":"a","policyDocument":{}}""")]
    [InlineData("""{"principalId":"a","policyDocument":{"Version":"2020","Statement":[]}}""")]
    [InlineData("""{"principalId":"a","policyDocument":{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"a","policyDocument":{"Statement":[{"Effect":"Allow","Resource":"*"}]}}""")]
    [InlineData("""{"principalId":"a","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*"}]}}""")]
    [InlineData("""{"principalId":"a","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":{}}]}}""")]
    [InlineData("""{"principalId":"a\ud800","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""")]
    public async Task MalformedReply_IsAConfigurationError(string payload)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(payload);

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.MalformedAuthorizerReply, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Theory]
    [InlineData(""","context":{"a":{}}""")]
    [InlineData(""","context":{"a":["b"]}""")]
    [InlineData(""","context":{"a":null}""")]
    [InlineData(""","context":["a"]""")]
    [InlineData(""","context":{"claims":"x"}""")]
    [InlineData(""","usageIdentifierKey":{"k":1}""")]
    public async Task ContextOtherThanScalars_IsAConfigurationError(string more)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", "*", more));

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.MalformedAuthorizerReply, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task PolicyBeyondItsLimits_IsAConfigurationError()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", "*" + new string('x', 512)));
        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.MalformedAuthorizerReply, GatewayResponseType.AuthorizerConfigurationError);

        api.Authorizer.Replies(GuardedApi.Reply(string.Join(',', Enumerable.Repeat(GuardedApi.Statement("Allow", "*"), 200))));
        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.MalformedAuthorizerReply, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task MethodWhoseAuthorizerIsNotDeployed_IsAConfigurationError()
    {
        await using var api = await GuardedApi.StartAsync(change: stage => stage with { Authorizers = [] });

        await api.RefusesAsync(500, "AuthorizerConfigurationException", NullMessage, ReasonKind.AuthorizerMissing, GatewayResponseType.AuthorizerConfigurationError);
    }

    [Fact]
    public async Task TooLongMethodArn_IsRefusedByTheFrontEnd()
    {
        await using var api = await GuardedApi.StartAsync();

        Assert.Equal((414, "Request-URI Too Long"), await api.CallAsync("/stg/guarded/" + new string('a', 1600)));
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Fact]
    public async Task CustomisedResponses_SeeWhatTheAuthorizerSaid()
    {
        await using var api = await GuardedApi.StartAsync(change: stage => stage with
        {
            GatewayResponses =
            [
                new GatewayResponseModel
                {
                    ResponseType = "ACCESS_DENIED",
                    StatusCode = 404,
                    ResponseTemplates = new Dictionary<string, string>
                    {
                        ["application/json"] = """{"who":"$context.authorizer.principalId","why":"$context.authorizer.why","ms":"$context.authorizer.integrationLatency","none":"$context.authorizer.none","m":$context.error.messageString}""",
                    },
                    ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.X-Why"] = "context.authorizer.why" },
                },
                new GatewayResponseModel { ResponseType = "UNAUTHORIZED", ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.WWW-Authenticate"] = "'Bearer'" } },
                new GatewayResponseModel { ResponseType = "AUTHORIZER_CONFIGURATION_ERROR", StatusCode = 503 },
            ],
        });
        api.Authorizer.Replies(GuardedApi.Policy("Deny", "*", ""","context":{"why":"no \"money\""}"""));

        using var denied = await api.SendAsync();
        using var unauthorized = await api.SendAsync(token: null);
        api.Authorizer.Replies("{}");
        using var failed = await api.SendAsync(token: "another");

        Assert.Equal(404, (int)denied.StatusCode);
        Assert.Equal(
            """{"who":"user|a1","why":"no "money"","ms":"0","none":"","m":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}""",
            await denied.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no \"money\"", denied.Headers.GetValues("X-Why").Single());
        Assert.Equal(401, (int)unauthorized.StatusCode);
        Assert.Equal("Bearer", unauthorized.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal(503, (int)failed.StatusCode);
    }
}
