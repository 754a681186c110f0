using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.TestInvoke;

/// <summary>The execution log of a test, line by line.</summary>
public sealed class TestLogTests
{
    private const string At = "Wed Mar 05 13:04:05 UTC 2025 : ";

    [Fact]
    public async Task Mock_LogsNoEndpoint()
    {
        var outcome = await new TestedApi().TestAsync("res001", "OPTIONS");

        Assert.Equal((200, ""), (outcome.Status, outcome.Body));
        Assert.Equal(
            Lines(
                "Execution log for request RID",
                At + "Starting execution for request: RID",
                At + "HTTP Method: OPTIONS, Resource Path: /jobs",
                At + "Method request path: {}",
                At + "Method request query string: {}",
                At + "Method request headers: {}",
                At + "Method request body before transformations: ",
                At + "Method response body after transformations: ",
                At + "Method response headers: {Access-Control-Allow-Origin=*, Content-Type=application/json}",
                At + "Successfully completed execution",
                At + "Method completed with status: 200"),
            TestedApi.Normal(outcome.Log));
        Assert.Equal(["Access-Control-Allow-Origin", "Content-Type"], outcome.Headers.Keys);
    }

    [Fact]
    public async Task Function_LogsTheExchangeWithIt()
    {
        var api = new TestedApi();
        api.Function.Replies("""{"statusCode":201,"headers":{"A":"1"},"multiValueHeaders":{"B":["2","3"]},"body":"done"}""");
        api.Function.Wait = (_, _) =>
        {
            api.Time.Advance(TimeSpan.FromMilliseconds(12));
            return Task.CompletedTask;
        };

        var outcome = await api.TestAsync("res002", "GET", "/jobs/7?x=1&x=2&y=a%20b", body: "text", ("Day", ["Monday", "Tuesday"]), ("Accept", ["*/*"]));

        Assert.Equal((201, "done", 12), (outcome.Status, outcome.Body, outcome.Latency.TotalMilliseconds));
        Assert.Equal(
            Lines(
                "Execution log for request RID",
                At + "Starting execution for request: RID",
                At + "HTTP Method: GET, Resource Path: /jobs/7",
                At + "Method request path: {jobId=7}",
                At + "Method request query string: {x=2, y=a b}",
                At + "Method request headers: {Day=Monday,Tuesday, Accept=*/*}",
                At + "Method request body before transformations: text",
                At + "Endpoint request URI: https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:jobs/invocations",
                At + "Endpoint request headers: {X-Amz-Date=20250305T130405Z, x-amzn-apigateway-api-id=abc123defg, Accept=application/json, "
                    + "User-Agent=AmazonAPIGateway_abc123defg, Host=lambda.us-east-1.amazonaws.com, X-Amz-Content-Sha256=HASH, X-Amzn-Trace-Id=Root=1-TRACE, "
                    + "x-amzn-lambda-integration-tag=RID, X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:123456789012:abc123defg/test-invoke-stage/GET/jobs/{jobId}}",
                At + "Endpoint request body after transformations: EVENT",
                At + "Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:jobs/invocations",
                At + "Received response. Status: 200, Integration latency: 12 ms",
                At + "Endpoint response headers: {Date=Wed, 05 Mar 2025 13:04:05 GMT, Content-Type=application/json, Content-Length=88, Connection=keep-alive, "
                    + "x-amzn-RequestId=11111111-2222-3333-4444-555555555555, X-Amzn-Trace-Id=root=1-TRACE}",
                At + "Endpoint response body before transformations: {\"statusCode\":201,\"headers\":{\"A\":\"1\"},\"multiValueHeaders\":{\"B\":[\"2\",\"3\"]},\"body\":\"done\"}",
                At + "Method response body after transformations: done",
                At + "Method response headers: {B=2,3, A=1, X-Amzn-Trace-Id=Root=1-TRACE}",
                At + "Successfully completed execution",
                At + "Method completed with status: 201"),
            TestedApi.Normal(outcome.Log.Replace(CutEvent(api.Function.LastEvent!), "EVENT", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(FunctionAccess.NotPermitted)]
    [InlineData(FunctionAccess.NotFound)]
    public async Task NoPermission_IsAConfigurationErrorAfterTheRequestWasSent(FunctionAccess access)
    {
        var api = new TestedApi();
        api.Function.Access = access;

        var outcome = await api.TestAsync("res002", "GET", "/jobs/7");

        Assert.Equal((500, "{\"message\": \"Internal server error\"}", 0), (outcome.Status, outcome.Body, api.Function.Calls));
        Assert.Equal(["x-amzn-ErrorType"], outcome.Headers.Keys);
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:abc123defg/test-invoke-stage/GET/jobs/{jobId}", api.Function.LastSource);
        Assert.Equal(
            [
                "Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:jobs/invocations",
                "Execution failed due to configuration error: Invalid permissions on Lambda function",
                "Method completed with status: 500",
            ],
            LastLines(outcome, 3));
    }

    [Theory]
    [InlineData(FunctionOutcome.Replied, "[]", 502, "Execution failed due to configuration error: Malformed Lambda proxy response")]
    [InlineData(FunctionOutcome.FunctionError, """{"errorMessage":"no","errorType":"E"}""", 502,
        "Lambda execution failed with status 200 due to customer function error: no. Lambda request id: 11111111-2222-3333-4444-555555555555")]
    [InlineData(FunctionOutcome.FunctionError, "garbage", 502,
        "Lambda execution failed with status 200 due to customer function error: null. Lambda request id: 11111111-2222-3333-4444-555555555555")]
    [InlineData(FunctionOutcome.IntegrationTimeout, "", 504, "Execution failed due to a timeout error")]
    [InlineData(FunctionOutcome.Throttled, "", 502, "Execution failed due to configuration error: Rate Exceeded.")]
    public async Task FailingFunction_IsNamedInTheLog(FunctionOutcome result, string payload, int status, string line)
    {
        var api = new TestedApi();
        api.Function.Replies(payload).Outcome = result;

        var outcome = await api.TestAsync("res002", "GET", "/jobs/7");

        Assert.Equal(status, outcome.Status);
        Assert.Equal([line, $"Method completed with status: {status}"], LastLines(outcome, 2));
    }

    [Theory]
    [InlineData(980, "", "")]
    [InlineData(980, "y", " [TRUNCATED]")]
    [InlineData(979, "\U0001F600", " [TRUNCATED]")] // half a pair cannot stay
    public async Task LongLines_AreCutAfter1024Characters(int fill, string more, string end)
    {
        var outcome = await new TestedApi().TestAsync("res001", "OPTIONS", body: new string('x', fill) + more);

        Assert.Contains($"Method request body before transformations: {new string('x', fill)}{end}\n", outcome.Log, StringComparison.Ordinal);
    }

    private static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";

    private static string[] LastLines(TestOutcome outcome, int count) => [.. outcome.Log.TrimEnd('\n').Split('\n')[^count..].Select(line => line[At.Length..])];

    private static string CutEvent(string text) => text.Length <= 979 ? text : text[..979] + " [TRUNCATED]";
}
