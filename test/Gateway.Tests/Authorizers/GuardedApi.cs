using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Authorizers;

/// <summary>The test gateway with an authorizer in front of everything under <c>/guarded</c>.</summary>
internal sealed class GuardedApi : IAsyncDisposable
{
    public const string AuthorizerId = "auth01";
    public const string SourceArn = $"arn:aws:execute-api:us-east-1:123456789012:{TestGateway.Api}/authorizers/{AuthorizerId}";
    public const string Methods = $"arn:aws:execute-api:us-east-1:123456789012:{TestGateway.Api}/stg/";

    private GuardedApi(TestGateway gateway)
    {
        Gateway = gateway;
        Authorizer.Replies(Policy("Allow", "*"));
    }

    public TestGateway Gateway { get; }

    public InlineFunction Authorizer => (InlineFunction)Gateway.Functions.Resolve(TestGateway.FunctionArn("auth"));

    public static AuthorizerModel Token { get; } = new()
    {
        Id = AuthorizerId,
        Name = "guard",
        Type = AuthorizerType.Token,
        Uri = TestGateway.Proxy("auth").Uri,
        IdentitySource = "method.request.header.Authorization",
        ResultTimeToLive = TimeSpan.FromSeconds(300),
    };

    public static AuthorizerModel Request { get; } = Token with { Type = AuthorizerType.Request };

    public static async Task<GuardedApi> StartAsync(AuthorizerModel? authorizer = null, Func<StageModel, StageModel>? change = null, bool keyed = false) =>
        new(await TestGateway.StartAsync(stage => (change ?? (same => same))(Stage(stage, authorizer ?? Token, keyed))));

    public static StageModel Stage(StageModel stage, AuthorizerModel authorizer, bool keyed = false) => stage with
    {
        Authorizers = [authorizer],
        Resources =
        [
            .. stage.Resources,
            TestGateway.Resource("/guarded", "res010", Guarded("GET", keyed)),
            TestGateway.Resource("/guarded/{name}", "res011", Guarded("ANY", keyed)),
            TestGateway.Resource("/admin", "res012", Guarded("GET", keyed)),
        ],
    };

    public static string Policy(string effect, string resource, string more = "") => Reply(Statement(effect, resource), more);

    public static string Statement(string effect, string resource, string more = "") =>
        $$"""{"Action":"execute-api:Invoke","Effect":"{{effect}}","Resource":"{{resource}}"{{more}}}""";

    public static string Reply(string statements, string more = "") =>
        $$"""{"principalId":"user|a1","policyDocument":{"Version":"2012-10-17","Statement":[{{statements}}]}{{more}}}""";

    public Task<HttpResponseMessage> SendAsync(string path = "/stg/guarded", string? token = "secret-token-1234", Action<HttpRequestMessage>? change = null, string verb = "GET") =>
        Gateway.SendAsync(verb, path, change: request =>
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
            }

            change?.Invoke(request);
        });

    public async Task<(int Status, string Body)> CallAsync(string path = "/stg/guarded", string? token = "secret-token-1234", string verb = "GET")
    {
        using var response = await SendAsync(path, token, verb: verb);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The whole answer to a path that no client library tidies up.</summary>
    public Task<string> RawAsync(string path) =>
        Gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\nAuthorization: t\r\n\r\n");

    /// <summary>One refused call: what the caller sees byte for byte, and what the owner learns.</summary>
    public async Task RefusesAsync(int status, string errorType, string body, ReasonKind kind, GatewayResponseType type, string path = "/stg/guarded", string? token = "secret-token-1234")
    {
        Gateway.Function.LastEvent = null;
        using var response = await SendAsync(path, token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(errorType, response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.False(response.Headers.Contains("X-Amzn-Trace-Id"));
        Assert.Null(Gateway.Function.LastEvent);
        var explained = Gateway.Engine.Journal.Find(response.Headers.GetValues("x-amzn-RequestId").Single())!;
        Assert.Equal(kind, explained.Kind);
        Assert.Equal(DefaultResponse.Of(type).Name, explained.Detail().Refusal!.ResponseType);
        Assert.Equal("Authorize", explained.Detail().Steps[^1].Name);
        Assert.DoesNotContain("secret-token-1234", System.Text.Encoding.UTF8.GetString(explained.ToUtf8Json()), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static MethodModel Guarded(string verb, bool keyed) =>
        TestGateway.Open(verb) with { AuthorizationType = "CUSTOM", AuthorizerId = AuthorizerId, ApiKeyRequired = keyed };
}
