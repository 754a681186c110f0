using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Logging;

// source: spec, REST data plane 15
public sealed class ExecutionLogTests
{
    private const string MaskedKey = "**********************************YZabcd";
    private const string Verifying = $"(RID) Verifying Usage Plan for request: RID. API Key: {MaskedKey} API Stage: abc123defg/stg";

    private static readonly List<string> OpenFront =
    [
        "(RID) Extended Request Id: XID",
        "(RID) Verifying Usage Plan for request: RID. API Key:  API Stage: abc123defg/stg",
        "(RID) API Key  authorized because method 'GET /' does not require API Key. Request will not contribute to throttle or quota limits",
        "(RID) Usage Plan check succeeded for API Key  and API Stage abc123defg/stg",
        "(RID) Starting execution for request: RID",
        "(RID) HTTP Method: GET, Resource Path: /",
    ];

    [Fact]
    public async Task Info_TellsTheWayWithoutWhatWasCarried()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Steps);

        await api.Gateway.CallAsync("GET", "/stg/");

        var lines = await api.LinesAsync();
        Assert.Equal(
            [
                .. OpenFront,
                "(RID) Successfully completed execution",
                "(RID) Method completed with status: 200",
                "(RID) AWS Integration Endpoint RequestId : 11111111-2222-3333-4444-555555555555",
                "(RID) X-ray Tracing ID : 1-TRACE",
            ],
            lines);
    }

    [Fact]
    public async Task DataTrace_TellsHeadersAndBodiesAndHidesSecrets()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Data);
        api.Gateway.Function.Replies($$"""{"statusCode":201,"headers":{"A":"1"},"body":"you sent {{TestGateway.KeyValue}}"}""");
        api.Gateway.Function.Wait = (_, _) =>
        {
            api.Gateway.Time.Advance(TimeSpan.FromMilliseconds(12));
            return Task.CompletedTask;
        };

        using var answer = await api.Gateway.SendAsync("POST", "/stg/jobs?x=1", TestGateway.KeyValue, new StringContent("text"), request =>
        {
            request.Headers.Host = "127.0.0.1";
            request.RequestUri = new Uri($"/_aws/execute-api/{TestGateway.Api}/stg/jobs?x=1", UriKind.Relative);
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer 0123456789");
        });
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"you sent {TestGateway.KeyValue}", body);
        var lines = await api.LinesAsync();
        var sent = lines.Single(line => line.StartsWith("(RID) Endpoint request body after transformations: ", StringComparison.Ordinal));
        Assert.EndsWith(" [TRUNCATED]", sent, StringComparison.Ordinal);
        Assert.Contains("\"x-api-key\":\"" + MaskedKey, sent, StringComparison.Ordinal);
        Assert.Equal(
            [
                "(RID) Extended Request Id: XID",
                Verifying,
                $"(RID) Usage Plan check succeeded for API Key {MaskedKey} and API Stage abc123defg/stg",
                "(RID) Starting execution for request: RID",
                "(RID) HTTP Method: POST, Resource Path: /jobs",
                "(RID) Method request path: {}",
                "(RID) Method request query string: {x=1}",
                $"(RID) Method request headers: {{Host=HOST, Authorization=***********456789, Content-Type=text/plain; charset=utf-8, Content-Length=4, x-api-key={MaskedKey}}}",
                "(RID) Method request body before transformations: text",
                "(RID) Endpoint request URI: https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:jobs/invocations",
                "(RID) Endpoint request headers: {X-Amz-Date=20250305T130405Z, x-amzn-apigateway-api-id=abc123defg, Accept=application/json, "
                    + "User-Agent=AmazonAPIGateway_abc123defg, Host=lambda.us-east-1.amazonaws.com, X-Amz-Content-Sha256=HASH, X-Amzn-Trace-Id=Root=1-TRACE, "
                    + "x-amzn-lambda-integration-tag=RID, X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/POST/jobs}",
                sent,
                "(RID) Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:jobs/invocations",
                "(RID) Received response. Status: 200, Integration latency: 12 ms",
                "(RID) Endpoint response headers: {Date=Wed, 05 Mar 2025 13:04:05 GMT, Content-Type=application/json, Content-Length=97, Connection=keep-alive, "
                    + "x-amzn-RequestId=11111111-2222-3333-4444-555555555555, X-Amzn-Trace-Id=root=1-TRACE}",
                $"(RID) Endpoint response body before transformations: {{\"statusCode\":201,\"headers\":{{\"A\":\"1\"}},\"body\":\"you sent {MaskedKey}\"}}",
                $"(RID) Method response body after transformations: you sent {MaskedKey}",
                "(RID) Method response headers: {A=1, X-Amzn-Trace-Id=Root=1-TRACE}",
                "(RID) Successfully completed execution",
                "(RID) Method completed with status: 201",
                "(RID) AWS Integration Endpoint RequestId : 11111111-2222-3333-4444-555555555555",
                "(RID) X-ray Tracing ID : 1-TRACE",
            ],
            lines);
    }

    [Fact]
    public async Task LongBodies_ReachTheirEndsWholeAndTheLogCut()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Data);
        var text = new string('x', 300_000);
        api.Gateway.Function.Replies($$"""{"body":"{{text}}"}""");

        var (status, body) = await api.Gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue, new StringContent(text));

        Assert.Equal((200, text), (status, body));
        Assert.Contains($"\"body\":\"{text}\"", api.Gateway.Function.LastEvent, StringComparison.Ordinal);
        var lines = await api.LinesAsync();
        Assert.Equal("(RID) Method request body before transformations: " + new string('x', 980) + " [TRUNCATED]", lines.Single(line => line.Contains("Method request body", StringComparison.Ordinal)));
        Assert.Equal("(RID) Method response body after transformations: " + new string('x', 980) + " [TRUNCATED]", lines.Single(line => line.Contains("Method response body", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task MovedClock_GivesTheDatesAndNotTheLatency()
    {
        var stopwatch = new ManualTime(default);
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Data, options: new GatewayOptions { Stopwatch = stopwatch });
        api.Gateway.Function.Wait = (_, _) =>
        {
            api.Gateway.Time.Advance(TimeSpan.FromDays(1));
            stopwatch.Advance(TimeSpan.FromMilliseconds(7));
            return Task.CompletedTask;
        };

        await api.Gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue);

        var lines = await api.LinesAsync();
        Assert.Contains(lines, line => line.Contains("{X-Amz-Date=20250305T130405Z,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("{Date=Thu, 06 Mar 2025 13:04:05 GMT,", StringComparison.Ordinal));
        Assert.Contains("(RID) Received response. Status: 200, Integration latency: 7 ms", lines);
    }

    [Fact]
    public async Task Mock_TellsNoEndpoint()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Data);

        await api.Gateway.CallAsync("OPTIONS", "/stg/jobs");

        Assert.Equal(
            [
                "(RID) Method response body after transformations: ",
                "(RID) Method response headers: {Content-Type=application/json, Access-Control-Allow-Origin=*}",
                "(RID) Successfully completed execution",
                "(RID) Method completed with status: 200",
            ],
            (await api.LinesAsync())[^4..]);
    }

    [Theory]
    [InlineData(LogDetail.Steps)]
    [InlineData(LogDetail.Errors)]
    public async Task RefusedKey_IsTold(LogDetail detail)
    {
        await using var api = await LoggedApi.StartAsync(null, detail);

        await api.Gateway.CallAsync("GET", "/stg/jobs/7", "another-key-of-some-length");

        const string refused = "(RID) API Key ********************length not authorized because method 'GET /jobs/{jobId}' requires API Key and API Key is not associated "
            + "with a Usage Plan for API Stage abc123defg/stg: No Usage Plan found for key and API Stage";
        string[] all =
        [
            "(RID) Extended Request Id: XID",
            "(RID) Verifying Usage Plan for request: RID. API Key: ********************length API Stage: abc123defg/stg",
            refused,
            "(RID) Method completed with status: 403",
        ];
        Assert.Equal(detail == LogDetail.Steps ? all : [all[0], all[2], all[3]], await api.LinesAsync());
    }

    [Fact]
    public async Task Throttles_AreToldWithTheirLimits()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Steps, stage => stage with
        {
            MethodThrottles = new Dictionary<string, Throttle> { ["jobs/POST"] = new(1.5, 0) },
        });
        api.Gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new(TestGateway.Api, "stg")] });
        await api.Gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue);
        api.Gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new(TestGateway.Api, "stg")], Throttle = new Throttle(1, 0) });
        await api.Gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue);
        api.Gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new(TestGateway.Api, "stg")], Quota = new QuotaModel(0, QuotaPeriod.Day) });
        await api.Gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);

        const string frame = "(RID) Extended Request Id: XID";
        Assert.Equal(
            [
                frame, Verifying,
                "(RID) Key throttle limit exceeded for RestApi abc123defg, Stage stg, Resource res001, HttpMethod POST. Limit: 1.50 Burst: 0",
                "(RID) Method completed with status: 429",
                frame, Verifying,
                $"(RID) API Key {MaskedKey} exceeded throttle limit for API Stage abc123defg/stg: Key throttle limit exceeded for Usage Plan ID plan01. Limit: 1.00 Burst: 0",
                "(RID) Method completed with status: 429",
                frame, Verifying,
                $"(RID) API Key {MaskedKey} exceeded quota limit for API Stage abc123defg/stg: Key quota exhausted for Usage Plan ID plan01. Limit: 0 Period: DAY",
                "(RID) Method completed with status: 429",
            ],
            await api.LinesAsync());
    }

    [Theory]
    [InlineData(FunctionOutcome.Replied, "[]", 502, "Execution failed due to configuration error: Malformed Lambda proxy response")]
    [InlineData(FunctionOutcome.FunctionError, """{"errorMessage":"no"}""", 502,
        "Lambda execution failed with status 200 due to customer function error: no. Lambda request id: 11111111-2222-3333-4444-555555555555")]
    [InlineData(FunctionOutcome.IntegrationTimeout, "", 504, "Execution failed due to a timeout error")]
    [InlineData(FunctionOutcome.Throttled, "", 502,
        "Lambda invocation failed with status: 429. Lambda request id: 11111111-2222-3333-4444-555555555555|(RID) Execution failed due to configuration error: Rate Exceeded.")]
    public async Task ErrorLevel_TellsFailuresOnly(FunctionOutcome outcome, string reply, int status, string lines)
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Errors);
        await api.Gateway.CallAsync("GET", "/stg/");
        api.Gateway.Function.Replies(reply).Outcome = outcome;

        await api.Gateway.CallAsync("GET", "/stg/");

        var told = await api.LinesAsync();
        Assert.Equal(["(RID) Extended Request Id: XID", .. $"(RID) {lines}".Split('|'), $"(RID) Method completed with status: {status}"], told);
    }

    [Theory]
    [InlineData(FunctionAccess.NotPermitted, ReasonKind.NoInvokePermission)]
    [InlineData(FunctionAccess.NotFound, ReasonKind.FunctionMissing)]
    public async Task MissingPermission_IsToldAndExplained(FunctionAccess access, ReasonKind reason)
    {
        await using var api = await LoggedApi.StartAsync("$context.status $context.integrationErrorMessage $context.integrationLatency", LogDetail.Steps);
        api.Gateway.Function.Access = access;

        var answer = await api.Gateway.CallAsync("GET", "/stg/");

        Assert.Equal((500, """{"message": "Internal server error"}"""), answer);
        Assert.Equal(reason, api.Gateway.Engine.Journal.Last()!.Kind);
        var lines = await api.LinesAsync();
        Assert.Equal(
            [.. OpenFront, "(RID) Execution failed due to configuration error: Invalid permissions on Lambda function", "(RID) Method completed with status: 500"],
            lines);
        Assert.Equal(["500 Execution failed due to configuration error: Invalid permissions on Lambda function -"], api.Book.In(LoggedApi.AccessGroup));
    }

    [Fact]
    public async Task MissingParameters_AreToldInsideTheExecution()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Steps, stage => stage with
        {
            Resources = [TestGateway.Resource("/", "res000", TestGateway.Open("GET") with { RequiredParameters = ["method.request.querystring.q"] })],
        });

        await api.Gateway.CallAsync("GET", "/stg/");

        var lines = await api.LinesAsync();
        Assert.Equal([.. OpenFront, "(RID) Missing required request parameters: [q]", "(RID) Method completed with status: 400"], lines);
    }

    [Fact]
    public async Task OwnSettingOfAMethod_GoesBeforeTheStages()
    {
        await using var api = await LoggedApi.StartAsync(null, change: stage => stage with
        {
            MethodLogs = new Dictionary<string, LogDetail> { ["*/*"] = LogDetail.Steps, ["~1jobs~1{jobId}/GET"] = LogDetail.Off, ["jobs/{jobId}/GET"] = LogDetail.Off },
        });

        await api.Gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);
        await api.Gateway.CallAsync("GET", "/stg/nowhere");
        await api.Gateway.CallAsync("OPTIONS", "/stg/jobs");

        Assert.Single(await api.LinesAsync(), line => line.Contains("Method completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedAuthorization_IsToldBeforeAnyPlan()
    {
        await using var api = await LoggedApi.StartAsync(null, LogDetail.Steps, stage => stage with
        {
            Resources = [TestGateway.Resource("/", "res000", TestGateway.Open("GET") with { AuthorizationType = "AWS_IAM" })],
        });

        await api.Gateway.CallAsync("GET", "/stg/");

        Assert.Equal(
            ["(RID) Extended Request Id: XID", "(RID) The method on / has AWS_IAM authorization and the request is not signed.", "(RID) Method completed with status: 403"],
            await api.LinesAsync());
    }
}
