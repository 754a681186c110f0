using System.Text.Json;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.TestInvoke;

/// <summary>What a test sends, and what it passes by.</summary>
public sealed class TestRequestTests
{
    [Fact]
    public async Task WithoutHeaders_EventHasNullAndAwssStandIns()
    {
        var api = new TestedApi();

        var outcome = await api.TestAsync("res002", "GET", "/jobs/7");

        Assert.Equal((200, "{\"message\": \"hello\"}"), (outcome.Status, outcome.Body));
        Assert.Equal(
            """
            {"resource":"/jobs/{jobId}","path":"/jobs/7","httpMethod":"GET","headers":null,"multiValueHeaders":null,
            "queryStringParameters":null,"multiValueQueryStringParameters":null,"pathParameters":{"jobId":"7"},"stageVariables":null,
            "requestContext":{"resourceId":"res002","resourcePath":"/jobs/{jobId}","httpMethod":"GET","extendedRequestId":"XID",
            "requestTime":"05/Mar/2025:13:04:05 +0000","path":"/jobs/{jobId}","accountId":"123456789012","protocol":"HTTP/1.1",
            "stage":"test-invoke-stage","domainPrefix":"testPrefix","requestTimeEpoch":1741179845123,"requestId":"RID",
            "identity":{"cognitoIdentityPoolId":null,"cognitoIdentityId":null,"apiKey":"test-invoke-api-key","principalOrgId":null,
            "cognitoAuthenticationType":null,"userArn":"arn:aws:iam::123456789012:root","apiKeyId":"test-invoke-api-key-id","userAgent":null,
            "accountId":"123456789012","caller":"123456789012","sourceIp":"test-invoke-source-ip","accessKey":"AKIAEXAMPLE",
            "cognitoAuthenticationProvider":null,"user":"123456789012"},"domainName":"testPrefix.testDomainName","apiId":"abc123defg"},
            "body":null,"isBase64Encoded":false}
            """.ReplaceLineEndings(""),
            TestedApi.Normal(api.Function.LastEvent!));

        // AWS's own default content type is not shown, a function's is.
        Assert.Equal(["X-Amzn-Trace-Id"], outcome.Headers.Keys);
        api.Function.Replies("""{"headers":{"content-type":"text/plain"}}""");
        Assert.Equal(["content-type", "X-Amzn-Trace-Id"], (await api.TestAsync("res002", "GET", "/jobs/7")).Headers.Keys);
    }

    [Fact]
    public async Task WithHeaders_EventHasThemAndNoOthers()
    {
        var api = new TestedApi();

        await api.TestAsync("res001", "POST", body: "{}", headers: [("X-Forwarded-For", ["1.1.1.1", "2.2.2.2"]), ("User-Agent", ["me"])]);

        var sent = JsonDocument.Parse(api.Function.LastEvent!).RootElement;
        Assert.Equal("""{"X-Forwarded-For":"2.2.2.2","User-Agent":"me"}""", sent.GetProperty("headers").GetRawText());
        Assert.Equal("""{"X-Forwarded-For":["1.1.1.1","2.2.2.2"],"User-Agent":["me"]}""", sent.GetProperty("multiValueHeaders").GetRawText());
        Assert.Equal(("{}", "me"), (sent.GetProperty("body").GetString(), sent.GetProperty("requestContext").GetProperty("identity").GetProperty("userAgent").GetString()));
    }

    [Theory]
    [InlineData("res003", "PUT", "/open/a/b%20c?q=1", "/open/a/b%20c", """{"proxy":"a/b%20c"}""", """{"q":"1"}""")]
    [InlineData("res003", "PUT", "open/a b/\u00e9", "/open/a%20b/%C3%A9", """{"proxy":"a%20b/%C3%A9"}""", "null")] // what a client would have encoded
    [InlineData("res002", "GET", null, "/jobs/{jobId}", """{"jobId":"{jobId}"}""", "null")] // no path: the resource's own
    [InlineData("res002", "GET", "?q=\u00e9", "/jobs/{jobId}", """{"jobId":"{jobId}"}""", """{"q":"é"}""")]
    public async Task Path_GivesParametersAndQuery(string resource, string verb, string? given, string path, string parameters, string query)
    {
        var api = new TestedApi();

        await api.TestAsync(resource, verb, given);

        var sent = JsonDocument.Parse(api.Function.LastEvent!).RootElement;
        Assert.Equal(path, sent.GetProperty("path").GetString());
        Assert.Equal(parameters, sent.GetProperty("pathParameters").GetRawText());
        Assert.Equal(query, sent.GetProperty("queryStringParameters").GetRawText());
    }

    [Theory]
    [InlineData("res002", "GET", "/jobs")] // another resource's
    [InlineData("res002", "GET", "/jobs/7/8")]
    [InlineData("res003", "GET", "/open")] // a greedy parameter needs a segment
    [InlineData("res002", "PUT", "/jobs/7")] // no such method
    [InlineData("none", "GET", "/jobs/7")]
    public async Task PathOfNoSuchMethod_LeadsNowhere(string resource, string verb, string path) =>
        Assert.Null(await new TestedApi().TryAsync(resource, verb, path));

    [Fact]
    public async Task KeysLimitsAndAuthorization_AreNotAsked()
    {
        var stage = TestGateway.Stage();
        var api = new TestedApi(stage with
        {
            EndpointType = EndpointType.Edge,
            MethodThrottles = new Dictionary<string, Throttle> { ["*/*"] = new(0, 0) },
            Resources = [TestGateway.Resource("/", "res000", TestGateway.Keyed("GET") with { AuthorizationType = "AWS_IAM" })],
        });

        var outcome = await api.TestAsync("res000", "GET");

        Assert.Equal(200, outcome.Status);
        Assert.Equal(["X-Amzn-Trace-Id"], outcome.Headers.Keys);
        Assert.Empty(api.Engine.Journal.Recent(10, null));
    }

    [Fact]
    public async Task MissingParameters_AreRefusedAsOverHttp()
    {
        var stage = TestGateway.Stage();
        var api = new TestedApi(stage with
        {
            GatewayResponses = [new GatewayResponseModel { ResponseType = "BAD_REQUEST_PARAMETERS", ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.X"] = "'1'" } }],
            Resources = [TestGateway.Resource("/", "res000", TestGateway.Open("GET") with { RequiredParameters = ["method.request.querystring.q"] })],
        });

        var refused = await api.TestAsync("res000", "GET");

        Assert.Equal((400, "{\"message\": \"Missing required request parameters: [q]\"}"), (refused.Status, refused.Body));
        Assert.Equal(["1"], refused.Headers["X"]);
        Assert.EndsWith(" : Missing required request parameters: [q]\nWed Mar 05 13:04:05 UTC 2025 : Method completed with status: 400\n", refused.Log, StringComparison.Ordinal);
        Assert.Equal(200, (await api.TestAsync("res000", "GET", "?q=1")).Status);
    }

    [Fact]
    public async Task UnservedIntegration_RefusesByName()
    {
        var stage = TestGateway.Stage();
        var api = new TestedApi(stage with
        {
            Resources = [TestGateway.Resource("/", "res000", new MethodModel { HttpMethod = "GET", Integration = new IntegrationModel { Type = "HTTP" } }, new MethodModel { HttpMethod = "PUT" })],
        });

        var unserved = await api.TestAsync("res000", "GET");
        var missing = await api.TestAsync("res000", "PUT");

        Assert.Equal((500, 500), (unserved.Status, missing.Status));
        Assert.Contains("Execution failed due to configuration error: This server does not support integration type HTTP yet.", unserved.Log, StringComparison.Ordinal);
        Assert.Contains("Execution failed due to configuration error: The integration of / cannot work: the method has none.", missing.Log, StringComparison.Ordinal);
    }
}
