using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Logging;

// source: spec, REST data plane 14
public sealed class AccessLogTests
{
    [Theory]
    [InlineData("accountId", "123456789012")]
    [InlineData("apiId", TestGateway.Api)]
    [InlineData("awsEndpointRequestId", "11111111-2222-3333-4444-555555555555")]
    [InlineData("deploymentId", "dep123")]
    [InlineData("domainName", "abc123defg.execute-api.us-east-1.amazonaws.com")]
    [InlineData("domainPrefix", "abc123defg")]
    [InlineData("extendedRequestId", "XID")]
    [InlineData("httpMethod", "GET")]
    [InlineData("identity.apiKey", "**********************************YZabcd")]
    [InlineData("identity.apiKeyId", "key0000001")]
    [InlineData("identity.sourceIp", "127.0.0.1")]
    [InlineData("identity.userAgent", "tests/1 (\"quoted\")")]
    [InlineData("path", "/stg/jobs/7")]
    [InlineData("protocol", "HTTP/1.1")]
    [InlineData("requestId", "RID")]
    [InlineData("requestTime", "05/Mar/2025:13:04:05 +0000")]
    [InlineData("requestTimeEpoch", "1741179845123")]
    [InlineData("resourceId", "res002")]
    [InlineData("resourcePath", "/jobs/{jobId}")]
    [InlineData("stage", "stg")]
    [InlineData("xrayTraceId", "1-TRACE")]
    [InlineData("integration.integrationStatus", "200")]
    [InlineData("integration.latency", "12")]
    [InlineData("integration.requestId", "11111111-2222-3333-4444-555555555555")]
    [InlineData("integration.status", "201")]
    [InlineData("integrationLatency", "12")]
    [InlineData("integrationStatus", "200")]
    [InlineData("responseLatency", "12")]
    [InlineData("responseLength", "4")]
    [InlineData("status", "201")]
    [InlineData("error.message", "-")]
    [InlineData("error.messageString", "-")]
    [InlineData("error.responseType", "-")]
    [InlineData("error.validationErrorString", "-")]
    [InlineData("integration.error", "-")]
    [InlineData("integrationErrorMessage", "-")]
    [InlineData("isCanaryRequest", "-")]
    [InlineData("wafResponseCode", "-")]
    [InlineData("webaclArn", "-")]
    [InlineData("waf.error", "-")]
    [InlineData("waf.latency", "-")]
    [InlineData("waf.status", "-")]
    [InlineData("customDomain.basePathMatched", "-")]
    [InlineData("authorizer.principalId", "-")]
    [InlineData("authorizer.anything", "-")]
    [InlineData("authorizer.claims.sub", "-")]
    [InlineData("authorizer.error", "-")]
    [InlineData("authorizer.integrationLatency", "-")]
    [InlineData("authorizer.integrationStatus", "-")]
    [InlineData("authorizer.latency", "-")]
    [InlineData("authorizer.requestId", "-")]
    [InlineData("authorizer.status", "-")]
    [InlineData("authorize.error", "-")]
    [InlineData("authorize.latency", "-")]
    [InlineData("authorize.status", "-")]
    [InlineData("authenticate.error", "-")]
    [InlineData("authenticate.latency", "-")]
    [InlineData("authenticate.status", "-")]
    [InlineData("identity.accountId", "-")]
    [InlineData("identity.caller", "-")]
    [InlineData("identity.cognitoAuthenticationProvider", "-")]
    [InlineData("identity.cognitoAuthenticationType", "-")]
    [InlineData("identity.cognitoIdentityId", "-")]
    [InlineData("identity.cognitoIdentityPoolId", "-")]
    [InlineData("identity.principalOrgId", "-")]
    [InlineData("identity.clientCert.clientCertPem", "-")]
    [InlineData("identity.clientCert.subjectDN", "-")]
    [InlineData("identity.clientCert.issuerDN", "-")]
    [InlineData("identity.clientCert.serialNumber", "-")]
    [InlineData("identity.clientCert.validity.notBefore", "-")]
    [InlineData("identity.clientCert.validity.notAfter", "-")]
    [InlineData("identity.user", "-")]
    [InlineData("identity.userArn", "-")]
    [InlineData("requestOverride.header.x", "-")]
    [InlineData("responseOverride.status", "-")]
    [InlineData("noSuchThing", "-")]
    public async Task Variable_OfAServedRequest(string name, string value)
    {
        await using var api = await LoggedApi.StartAsync($"[$context.{name}]");
        api.Gateway.Function.Replies("""{"statusCode":201,"body":"done"}""");
        api.Gateway.Function.Wait = (_, _) =>
        {
            api.Gateway.Time.Advance(TimeSpan.FromMilliseconds(12.7));
            return Task.CompletedTask;
        };

        using var answer = await api.Gateway.SendAsync("GET", "/stg/jobs/7?q=secret", TestGateway.KeyValue, change: Agent);

        Assert.Equal([$"[{value}]"], await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Theory]
    [InlineData(
        """{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","caller":"$context.identity.caller","method":"$context.httpMethod","status":$context.status}""",
        """{"requestId":"RID","ip":"127.0.0.1","caller":"-","method":"GET","status":200}""")]
    [InlineData(
        """$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId""",
        """127.0.0.1 - - [05/Mar/2025:13:04:05 +0000] "GET /jobs/{jobId} HTTP/1.1" 200 20 RID""")]
    [InlineData(
        """<request id="$context.requestId"><ip>$context.identity.sourceIp</ip><status>$context.status</status></request>""",
        """<request id="RID"><ip>127.0.0.1</ip><status>200</status></request>""")]
    [InlineData("$context.identity.sourceIp,$context.identity.caller,$context.stage,$context.requestId", "127.0.0.1,-,stg,RID")]
    [InlineData("$input.body $stageVariables.x $context $ctx $context.requestId. $5", "$input.body $stageVariables.x $context $ctx RID. $5")] // what is no variable stays
    public async Task Format_IsTextAroundValues(string format, string line)
    {
        await using var api = await LoggedApi.StartAsync(format);

        await api.Gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);

        Assert.Equal([line], await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Theory]
    [InlineData("/stg/jobs/7", null, "403|Forbidden|\"Forbidden\"|INVALID_API_KEY|23|/jobs/{jobId}|-|-|-|-")]
    [InlineData("/stg/nowhere", null, "403|Missing Authentication Token|\"Missing Authentication Token\"|MISSING_AUTHENTICATION_TOKEN|42|-|-|-|-|-")]
    [InlineData("/stg/jobs/%zz", null, "400|Bad Request|\"Bad Request\"|-|25|-|-|-|-|-")]
    public async Task Refusal_IsLoggedWithItsError(string path, string? key, string line)
    {
        await using var api = await LoggedApi.StartAsync(ErrorFormat);

        if (path.EndsWith("%zz", StringComparison.Ordinal))
        {
            await api.Gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.us-east-1.amazonaws.com\r\nConnection: close\r\n\r\n");
        }
        else
        {
            await api.Gateway.CallAsync("GET", path, key);
        }

        Assert.Equal([line], await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Theory]
    [InlineData(FunctionOutcome.Replied, "[]", "502|Internal server error|\"Internal server error\"|-|36|/jobs/{jobId}|200|-|Execution failed due to configuration error: Malformed Lambda proxy response|1-TRACE")]
    [InlineData(FunctionOutcome.FunctionError, "{}", "502|Internal server error|\"Internal server error\"|-|36|/jobs/{jobId}|200|-|Lambda execution failed with status 200 due to customer function error. Lambda request id: 11111111-2222-3333-4444-555555555555|1-TRACE")]
    [InlineData(FunctionOutcome.Throttled, "", "502|Internal server error|\"Internal server error\"|-|36|/jobs/{jobId}|429|-|Lambda invocation failed with status: 429. Lambda request id: 11111111-2222-3333-4444-555555555555|1-TRACE")]
    [InlineData(FunctionOutcome.IntegrationTimeout, "", "504|Endpoint request timed out|\"Endpoint request timed out\"|INTEGRATION_TIMEOUT|41|/jobs/{jobId}|-|-|Execution failed due to a timeout error|1-TRACE")]
    public async Task FailedFunction_IsLoggedWithTheIntegrationsError(FunctionOutcome outcome, string reply, string line)
    {
        await using var api = await LoggedApi.StartAsync(ErrorFormat);
        api.Gateway.Function.Replies(reply).Outcome = outcome;

        await api.Gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);

        Assert.Equal([line], await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Fact]
    public async Task ThrottledAndExhaustedCalls_AreLogged()
    {
        await using var api = await LoggedApi.StartAsync(ErrorFormat, change: stage => stage with
        {
            MethodThrottles = new Dictionary<string, Throttle> { ["jobs/POST"] = new(0, 0) },
        });
        api.Gateway.Keys.SetPlan(new() { Id = "plan01", Stages = [new(TestGateway.Api, "stg")], Quota = new(0, Gatehouse.Gateway.Usage.QuotaPeriod.Day) });

        await api.Gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue);
        await api.Gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);

        Assert.Equal(
            [
                "429|Too Many Requests|\"Too Many Requests\"|THROTTLED|31|/jobs|-|-|-|-",
                "429|Limit Exceeded|\"Limit Exceeded\"|QUOTA_EXCEEDED|28|/jobs/{jobId}|-|-|-|-",
            ],
            await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Fact]
    public async Task Lines_GoToOneStreamNamedAsAwsNamesThem()
    {
        await using var api = await LoggedApi.StartAsync("$context.requestId");

        await api.Gateway.CallAsync("GET", "/stg/");
        await api.LinesAsync();

        Assert.Equal([new StageLogName(TestGateway.Scope, LoggedApi.AccessGroup)], api.Book.Logs);
        Assert.Matches("^[0-9a-f]{32}$", api.Book.Logs[0].Stream);
    }

    [Fact]
    public async Task NewSettings_ActFromTheNextRequestOn()
    {
        await using var api = await LoggedApi.StartAsync("one $context.stage");

        await api.Gateway.CallAsync("GET", "/stg/");
        api.Gateway.Engine.Publish(LoggedApi.With(TestGateway.Stage(), "two $context.stage", LogDetail.Off));
        await api.Gateway.CallAsync("GET", "/stg/");
        api.Gateway.Engine.Publish(TestGateway.Stage());
        await api.Gateway.CallAsync("GET", "/stg/");

        Assert.Equal(["one stg", "two stg"], await api.LinesAsync(LoggedApi.AccessGroup));
    }

    [Theory]
    [InlineData("$context.requestId", true)]
    [InlineData("a $context.extendedRequestId b", true)]
    [InlineData("$context.requestIdentity", false)]
    [InlineData("context.requestId", false)]
    [InlineData("$context.identity.requestId", false)]
    [InlineData("", false)]
    public void Format_NamesTheRequestByEitherId(string format, bool names) => Assert.Equal(names, AccessLogFormat.NamesRequest(format));

    private const string ErrorFormat = "$context.status|$context.error.message|$context.error.messageString|$context.error.responseType|$context.responseLength|"
        + "$context.resourcePath|$context.integrationStatus|$context.integration.status|$context.integrationErrorMessage|$context.xrayTraceId";

    private static void Agent(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("User-Agent", "tests/1 (\"quoted\")");
}
