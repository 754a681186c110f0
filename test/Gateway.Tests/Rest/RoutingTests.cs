using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 1, 3 and 7
public sealed class RoutingTests
{
    private const string MissingToken = """{"message":"Missing Authentication Token"}""";

    [Theory]
    [InlineData("GET", "/stg/nowhere", ReasonKind.NoSuchRoute)]
    [InlineData("GET", "/stg/jobs", ReasonKind.NoMethodOfResource)]
    [InlineData("DELETE", "/stg/jobs/1", ReasonKind.NoMethodOfResource)]
    [InlineData("HEAD", "/stg/jobs/1", ReasonKind.NoMethodOfResource)] // not derived from GET
    [InlineData("OPTIONS", "/stg/jobs/1", ReasonKind.NoMethodOfResource)] // not answered by itself
    [InlineData("GET", "/stg/JOBS/1", ReasonKind.NoSuchRoute)] // paths are case-sensitive
    [InlineData("GET", "/stg/jobs/1/2", ReasonKind.NoSuchRoute)]
    [InlineData("GET", "/stg/open", ReasonKind.NoSuchRoute)] // {proxy+} needs a segment
    [InlineData("GET", "/stg/open/", ReasonKind.NoSuchRoute)]
    [InlineData("GET", "/stg/jobs//", ReasonKind.NoSuchRoute)] // an empty segment is no value
    [InlineData("TRACE", "/stg/open/x", ReasonKind.NoSuchRoute)] // not among the verbs of ANY
    [InlineData("get", "/stg/open/x", ReasonKind.NoSuchRoute)]
    public async Task WrongPathOrVerb_LooksLikeAMissingToken(string verb, string path, ReasonKind kind)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"{verb} {path} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\nContent-Length: 42\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nx-amzn-ErrorType: MissingAuthenticationTokenException\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amzn-Trace-Id", answer, StringComparison.OrdinalIgnoreCase);
        if (verb != "HEAD")
        {
            Assert.EndsWith("\r\n\r\n" + MissingToken, answer, StringComparison.Ordinal);
        }

        var last = gateway.Engine.Journal.Last()!;
        Assert.True(last.Kind == kind || (verb is "TRACE" or "get" && last.Kind == ReasonKind.NoMethodOfResource), $"{last.Kind}");
    }

    [Theory]
    [InlineData("/stg/nowhere", ReasonKind.NoSuchRoute)]
    [InlineData("/stg/signed", ReasonKind.CredentialsMissing)]
    public async Task ABearerTokenThatNobodyReads_LooksLikeABrokenSignature(string path, ReasonKind kind)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            Resources = [.. stage.Resources, TestGateway.Resource("/signed", "res009", TestGateway.Open("GET") with { AuthorizationType = "AWS_IAM" })],
        });

        var answer = await gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nAuthorization: Bearer abc\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nx-amzn-ErrorType: IncompleteSignatureException\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith(
            "\r\n\r\n{\"message\":\"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): "
            + "'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='.\"}",
            answer,
            StringComparison.Ordinal);
        Assert.Equal(kind, gateway.Engine.Journal.Last()!.Kind);
    }

    [Theory]
    [InlineData("nosuchapi0.execute-api.localhost", "/stg/x", ReasonKind.UnknownApi)]
    [InlineData("abc123defg.execute-api.eu-west-1.amazonaws.com", "/stg/open/x", ReasonKind.UnknownApi)] // the API is in us-east-1
    [InlineData("abc123defg.execute-api.localhost", "/", ReasonKind.UnknownStage)]
    [InlineData("abc123defg.execute-api.localhost", "/nostage/x", ReasonKind.UnknownStage)]
    [InlineData("localhost", "/_aws/execute-api/abc123defg", ReasonKind.UnknownStage)]
    [InlineData("localhost", "/_aws/execute-api/", ReasonKind.UnknownApi)]
    public async Task UnknownApiOrStage_IsForbidden(string host, string path, ReasonKind kind)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nx-amzn-ErrorType: ForbiddenException\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"message\":\"Forbidden\"}", answer, StringComparison.Ordinal);
        Assert.Equal(kind, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task DisabledDefaultEndpoint_IsForbidden()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { DisableExecuteApiEndpoint = true });

        Assert.Equal((403, """{"message":"Forbidden"}"""), await gateway.CallAsync("GET", "/stg/open/x"));
        Assert.Equal(ReasonKind.DefaultEndpointDisabled, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task WithdrawnStage_IsForbidden()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Engine.Withdraw(TestGateway.Api, "stg");

        Assert.Equal((403, """{"message":"Forbidden"}"""), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Theory]
    [InlineData("GET", "/a/b", "lit")]
    [InlineData("GET", "/a/x", "param")]
    [InlineData("POST", "/a/x", "greedy")] // the parameter's resource has no POST
    [InlineData("POST", "/a/b", "greedy")]
    [InlineData("GET", "/a/b/c", "greedy")]
    [InlineData("GET", "/a/b/d", "deep")]
    [InlineData("GET", "/a/x/d", "underParam")]
    [InlineData("GET", "/a/%62", "lit")] // needlessly encoded
    [InlineData("GET", "/", "root")]
    [InlineData("GET", "/z", "greedy")]
    [InlineData("DELETE", "/a/b", "litAny")]
    public void Precedence_IsLiteralThenParameterThenGreedy(string verb, string path, string expected)
    {
        var routes = new RouteTable();
        void Add(string id, string route, string method)
        {
            var resource = TestGateway.Resource(route, id);
            var compiled = new CompiledMethod(TestGateway.Stage(), resource, new MethodModel { HttpMethod = method }, null!, null);
            routes.Add(compiled, method == "ANY" ? Verbs.Any : Verbs.SlotOf(method));
        }

        Add("root", "/", "GET");
        Add("lit", "/a/b", "GET");
        Add("litAny", "/a/b", "DELETE");
        Add("param", "/a/{id}", "GET");
        Add("deep", "/a/b/d", "GET");
        Add("underParam", "/a/{id}/d", "GET");
        Add("greedy", "/{proxy+}", "ANY");

        Assert.Equal(expected, routes.Match(path, Verbs.SlotOf(verb))?.ResourceId);
    }

    [Fact]
    public void ExactVerb_WinsOverAny()
    {
        var routes = new RouteTable();
        var resource = TestGateway.Resource("/x", "res");
        var any = new CompiledMethod(TestGateway.Stage(), resource, new MethodModel { HttpMethod = "ANY" }, null!, null);
        var get = new CompiledMethod(TestGateway.Stage(), resource, new MethodModel { HttpMethod = "GET" }, null!, null);
        routes.Add(any, Verbs.Any);
        routes.Add(get, (int)Verb.Get);

        Assert.Same(get, routes.Match("/x", (int)Verb.Get));
        Assert.Same(any, routes.Match("/x", (int)Verb.Put));
    }

    [Fact]
    public async Task RequestInFlight_KeepsItsDeployment()
    {
        await using var gateway = await TestGateway.StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Function.Wait = (_, _) =>
        {
            entered.SetResult();
            return leave.Task;
        };

        var call = gateway.CallAsync("GET", "/stg/open/x");
        await entered.Task;
        gateway.Engine.Withdraw(TestGateway.Api, "stg");
        leave.SetResult();

        Assert.Equal(200, (await call).Status);
    }

    [Theory]
    [InlineData("/stg/open/%zz")]
    [InlineData("/stg/open/x?a=%f")]
    [InlineData("/stg/open/x?a=a|b")]
    [InlineData("/stg/open/x?a={b}")]
    public async Task MalformedTarget_IsABadRequest(string target)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"GET {target} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Null(gateway.Function.LastEvent);
    }

    [Fact]
    public async Task LongUrlOrHeaders_AreRefused()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(414, (await gateway.CallAsync("GET", "/stg/open/" + new string('a', 10_300))).Status);
        using var headers = await gateway.SendAsync("GET", "/stg/open/x", change: request => request.Headers.Add("X-Long", new string('a', 11_000)));
        Assert.Equal(431, (int)headers.StatusCode);
        using var key = await gateway.SendAsync("GET", "/stg/jobs/1", new string('k', 20_000));
        Assert.Equal(431, (int)key.StatusCode);
    }
}
