using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 3, 9 and 10
public sealed partial class EventTests
{
    [Fact]
    public async Task KeyedPost_MakesTheGoldenEvent()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            Variables = new Dictionary<string, string> { ["color"] = "grün" },
            Resources = [TestGateway.Resource("/jobs/{jobId}", "res002", TestGateway.Keyed("POST") with { OperationName = "SubmitJob" })],
        });

        var answer = await gateway.RawAsync(
            $"POST /stg/jobs/a%2Fb/?q=1&q=2+%2B&e&u=%C3%BC&q=3 HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.us-east-1.amazonaws.com\r\nConnection: close\r\n" +
            $"User-Agent: test/1\r\nx-api-key: {TestGateway.KeyValue}\r\nX-Custom: one\r\nx-custom: two\r\nContent-Type: application/json\r\nContent-Length: 15\r\n" +
            "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: gopher\r\nTE: trailers\r\n\r\n{\"a\": \"<b>&'\"}\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        var expected =
            """
            {"resource":"/jobs/{jobId}","path":"/jobs/a%2Fb/","httpMethod":"POST",
            "headers":{"User-Agent":"test/1","Content-Type":"application/json","x-api-key":"KEY","X-Custom":"two",
            "Host":"abc123defg.execute-api.us-east-1.amazonaws.com","X-Amzn-Trace-Id":"Root=TRACE","X-Forwarded-For":"10.0.0.1, 127.0.0.1","X-Forwarded-Port":"443","X-Forwarded-Proto":"https"},
            "multiValueHeaders":{"User-Agent":["test/1"],"Content-Type":["application/json"],"x-api-key":["KEY"],"X-Custom":["one","two"],
            "Host":["abc123defg.execute-api.us-east-1.amazonaws.com"],"X-Amzn-Trace-Id":["Root=TRACE"],"X-Forwarded-For":["10.0.0.1, 127.0.0.1"],"X-Forwarded-Port":["443"],"X-Forwarded-Proto":["https"]},
            "queryStringParameters":{"q":"3","e":"","u":"ü"},"multiValueQueryStringParameters":{"q":["1","2 +","3"],"e":[""],"u":["ü"]},
            "pathParameters":{"jobId":"a%2Fb"},"stageVariables":{"color":"grün"},
            "requestContext":{"resourceId":"res002","resourcePath":"/jobs/{jobId}","operationName":"SubmitJob","httpMethod":"POST",
            "extendedRequestId":"EXTENDED","requestTime":"05/Mar/2025:13:04:05 +0000","path":"/stg/jobs/a%2Fb/",
            "accountId":"123456789012","protocol":"HTTP/1.1","stage":"stg","domainPrefix":"abc123defg",
            "requestTimeEpoch":1741179845123,"requestId":"UUID",
            "identity":{"cognitoIdentityPoolId":null,"accountId":null,"cognitoIdentityId":null,"caller":null,
            "sourceIp":"127.0.0.1","principalOrgId":null,"accessKey":null,"cognitoAuthenticationType":null,
            "cognitoAuthenticationProvider":null,"userArn":null,"apiKeyId":"key0000001","userAgent":"test/1","apiKey":"KEY","user":null},
            "domainName":"abc123defg.execute-api.us-east-1.amazonaws.com","deploymentId":"dep123","apiId":"abc123defg"},
            "body":"{\"a\": \"<b>&'\"}\n","isBase64Encoded":false}
            """.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal(expected, Masked(gateway.Function.LastEvent!));
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", gateway.Function.LastTrace);
        Assert.Contains($"\r\nX-Amzn-Trace-Id: {gateway.Function.LastTrace}\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/POST/jobs/{jobId}", gateway.Function.LastSource);
    }

    [Theory]
    [InlineData("/stg/open/a", "/open/a", "/stg/open/a", "a")]
    [InlineData("/stg/open/a/", "/open/a/", "/stg/open/a/", "a")]
    [InlineData("/stg/open/a//b", "/open/a//b", "/stg/open/a//b", "a//b")]
    [InlineData("//stg/open/a", "/open/a", "/stg/open/a", "a")]
    [InlineData("/stg//open/a", "/open/a", "/stg//open/a", "a")]
    [InlineData("/stg/open/test%2Balias@gmail.com", "/open/test%2Balias@gmail.com", "/stg/open/test%2Balias@gmail.com", "test%2Balias@gmail.com")]
    public async Task Paths_ArriveAsTheyWereSent(string sent, string path, string contextPath, string proxy)
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.RawAsync($"GET {sent} HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.us-east-1.amazonaws.com\r\nConnection: close\r\n\r\n");

        var json = Event(gateway);
        Assert.Equal(path, json.GetProperty("path").GetString());
        Assert.Equal(contextPath, json.GetProperty("requestContext").GetProperty("path").GetString());
        Assert.Equal(proxy, json.GetProperty("pathParameters").GetProperty("proxy").GetString());
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/GET/open/{proxy+}", gateway.Function.LastSource);
    }

    [Fact]
    public async Task NothingOptional_IsNull()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.CallAsync("GET", "/stg/");

        var json = Event(gateway);
        foreach (var member in (string[])["queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"])
        {
            Assert.Equal(JsonValueKind.Null, json.GetProperty(member).ValueKind);
        }

        Assert.False(json.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("requestContext").GetProperty("identity").GetProperty("userAgent").ValueKind);
    }

    [Theory]
    [InlineData("abc123defg.execute-api.localhost:4566", "/stg/open/x?a=1", "abc123defg.execute-api.localhost:4566")]
    [InlineData("ABC123defg.execute-api.LOCALHOST", "/stg/open/x?a=1", "ABC123defg.execute-api.LOCALHOST")]
    [InlineData("abc123defg.execute-api.us-east-1.amazonaws.com", "/stg/open/x?a=1", "abc123defg.execute-api.us-east-1.amazonaws.com")]
    [InlineData("abc123defg-vpce-0123.execute-api.us-east-1.amazonaws.com", "/stg/open/x?a=1", "abc123defg-vpce-0123.execute-api.us-east-1.amazonaws.com")]
    [InlineData("abc123defg.execute-api.localhost.localstack.cloud:4566", "/stg/open/x?a=1", "abc123defg.execute-api.localhost.localstack.cloud:4566")]
    [InlineData("localhost:4566", "/_aws/execute-api/abc123defg/stg/open/x?a=1", "abc123defg.execute-api.us-east-1.amazonaws.com")]
    [InlineData("localhost:4566", "/restapis/abc123defg/stg/_user_request_/open/x?a=1", "abc123defg.execute-api.us-east-1.amazonaws.com")]
    [InlineData("localhost:4566", "http://localhost:4566/_aws/execute-api/abc123defg/stg/open/x?a=1", "abc123defg.execute-api.us-east-1.amazonaws.com")]
    public async Task EveryUrlForm_ReachesTheApi(string host, string target, string domainName)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        var context = Event(gateway).GetProperty("requestContext");
        Assert.Equal("/open/x", Event(gateway).GetProperty("path").GetString());
        Assert.Equal("/stg/open/x", context.GetProperty("path").GetString());
        Assert.Equal(domainName, context.GetProperty("domainName").GetString());
        Assert.Equal("1", Event(gateway).GetProperty("queryStringParameters").GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("localhost", "/restapis/abc123defg/stages/stg")]
    [InlineData("localhost", "/_aws/other")]
    [InlineData("execute-api.us-east-1.amazonaws.com", "/stg/open/x")]
    [InlineData("abc123defg.execute-api.example.com", "/stg/open/x")]
    public async Task OtherRequests_AreNotTheGateways(string host, string target)
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.StartsWith("HTTP/1.1 404 ", await gateway.RawAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EdgeStage_AddsWhatTheCdnWould()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { EndpointType = EndpointType.Edge });

        using var response = await gateway.SendAsync("GET", "/stg/open/x");
        using var refused = await gateway.SendAsync("GET", "/stg/jobs/1");

        var headers = Event(gateway).GetProperty("headers");
        Assert.Equal("https", headers.GetProperty("CloudFront-Forwarded-Proto").GetString());
        Assert.Equal(response.Headers.GetValues("X-Amz-Cf-Id").Single(), headers.GetProperty("X-Amz-Cf-Id").GetString());
        Assert.Equal("Miss from cloudfront", response.Headers.GetValues("X-Cache").Single());
        Assert.Equal("Error from cloudfront", refused.Headers.GetValues("X-Cache").Single());
    }

    [Fact]
    public async Task CallersTraceRoot_IsKept()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string root = "Root=1-67891233-abcdef012345678912345678";

        await gateway.SendAsync("GET", "/stg/open/x", change: request => request.Headers.Add("X-Amzn-Trace-Id", root + ";Sampled=1"));

        Assert.Equal(root, Event(gateway).GetProperty("headers").GetProperty("X-Amzn-Trace-Id").GetString());
        Assert.StartsWith(root + ";Parent=", gateway.Function.LastTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvalidUtf8InTextBody_BecomesReplacementCharacters()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.CallAsync("POST", "/stg/open/x", null, new ByteArrayContent([0x61, 0xff, 0xfe, 0x62]));

        Assert.Equal("a\ufffd\ufffdb", Event(gateway).GetProperty("body").GetString());
    }

    [Fact]
    public async Task EscapedBytesThatAreNoUtf8_BecomeReplacementCharacters()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.CallAsync("GET", "/stg/open/x?%ff=%80a&b=%ED%A0%80");

        var query = Event(gateway).GetProperty("queryStringParameters");
        Assert.Equal("\ufffda", query.GetProperty("\ufffd").GetString());
    }

    [Theory]
    [InlineData("application/octet-stream", true)]
    [InlineData("image/png", true)] // image/* is configured
    [InlineData("Image/PNG; q=1", true)]
    [InlineData("text/plain", false)]
    [InlineData("x/test", false)] // a wildcard on the left never matches
    public async Task ContentType_DecidesWhatIsBinary(string contentType, bool binary)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { BinaryMediaTypes = ["application/octet-stream", "image~1*", "*/test"] });
        var content = new ByteArrayContent([1, 2, 0xff]);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        await gateway.CallAsync("POST", "/stg/open/x", null, content);

        Assert.Equal(binary, Event(gateway).GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal(binary ? "AQL/" : "\u0001\u0002\ufffd", Event(gateway).GetProperty("body").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task BodiesOfAnySize_ArriveWhole(int length)
    {
        await using var gateway = await TestGateway.StartAsync();
        var text = string.Create(length, 0, (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = "aé\"\\\n€"[i % 6];
            }
        });

        await gateway.CallAsync("POST", "/stg/open/x", null, new StringContent(text, Encoding.UTF8, "text/plain"));
        var whole = Event(gateway).GetProperty("body").GetString();
        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        await gateway.SendAsync("POST", "/stg/open/x", null, chunked, request => request.Headers.TransferEncodingChunked = true);

        Assert.Equal(text, whole);
        Assert.Equal(text, Event(gateway).GetProperty("body").GetString());
    }

    [Fact]
    public async Task ManyQueryParameters_KeepOrderAndLast()
    {
        await using var gateway = await TestGateway.StartAsync();
        var query = string.Join('&', Enumerable.Range(0, 1000).Select(i => $"k{i % 20}={i}"));

        await gateway.CallAsync("GET", $"/stg/open/x?{query}");

        var json = Event(gateway);
        Assert.Equal("993", json.GetProperty("queryStringParameters").GetProperty("k13").GetString());
        var all = json.GetProperty("multiValueQueryStringParameters").GetProperty("k13").EnumerateArray().Select(value => int.Parse(value.GetString()!)).ToArray();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 13 + (i * 20)), all);
    }

    [Fact]
    public async Task Http2_GivesLowerCaseNames()
    {
        await using var gateway = await TestGateway.StartAsync(protocols: HttpProtocols.Http2);
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{gateway.Port}/stg/jobs/1") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Host = $"{TestGateway.Api}.execute-api.us-east-1.amazonaws.com";
        request.Headers.Add("X-Api-Key", TestGateway.KeyValue);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = Event(gateway).GetProperty("headers");
        Assert.Equal("application/json", headers.GetProperty("accept").GetString());
        Assert.Equal(TestGateway.KeyValue, headers.GetProperty("x-api-key").GetString());
        Assert.DoesNotContain(headers.EnumerateObject(), header => header.Name.StartsWith(':'));
        Assert.Equal("HTTP/2", Event(gateway).GetProperty("requestContext").GetProperty("protocol").GetString());
    }

    private static JsonElement Event(TestGateway gateway) => JsonDocument.Parse(gateway.Function.LastEvent!).RootElement;

    private static string Masked(string json)
    {
        json = json.Replace(TestGateway.KeyValue, "KEY", StringComparison.Ordinal);
        json = Uuid().Replace(json, "\"UUID\"");
        json = Extended().Replace(json, "\"extendedRequestId\":\"EXTENDED\"");
        return Trace().Replace(json, "Root=TRACE");
    }

    [GeneratedRegex("\"[0-9a-f]{8}-[0-9a-f-]{27}\"")]
    private static partial Regex Uuid();

    [GeneratedRegex("\"extendedRequestId\":\"[A-Za-z0-9+/]{15}=\"")]
    private static partial Regex Extended();

    [GeneratedRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}")]
    private static partial Regex Trace();
}
