using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Rest;

/// <summary>Each type that this gateway can answer with: as it is, customised by its own name, and by the default beneath.</summary>
// source: spec, REST data plane 7 and 8
public sealed class EveryGatewayResponseTests
{
    private const string Internal = """{"message": "Internal server error"}""";

    /// <summary>What is wrong; name, status, error type, body, whether the execution had begun.</summary>
    public static TheoryData<string, string, int, string, string, bool> Refusals { get; } = new()
    {
        { "key", "INVALID_API_KEY", 403, "ForbiddenException", """{"message":"Forbidden"}""", false },
        { "route", "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""", false },
        { "signature", "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""", false },
        { "rate", "THROTTLED", 429, "TooManyRequestsException", """{"message":"Too Many Requests"}""", false },
        { "quota", "QUOTA_EXCEEDED", 429, "LimitExceededException", """{"message":"Limit Exceeded"}""", false },
        { "parameters", "BAD_REQUEST_PARAMETERS", 400, "BadRequestException", """{"message": "Missing required request parameters: [h, q]"}""", true },
        { "permission", "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", Internal, true },
        { "integration", "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", Internal, true },
        { "timeout", "INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", """{"message": "Endpoint request timed out"}""", true },
        { "large", "REQUEST_TOO_LARGE", 413, "RequestEntityTooLargeException", """{"message":"Request Too Long"}""", true },
        { "coding", "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", """{"message":"Unsupported Media Type"}""", true },

        // A type of AWS's that has no name: only DEFAULT_5XX reaches it.
        { "reply", "", 502, "InternalServerErrorException", Internal, true },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Untouched_AnswersAsAws(string wrong, string name, int status, string errorType, string body, bool traced)
    {
        _ = name;
        await using var gateway = await StartAsync(wrong);

        using var answer = await SendAsync(gateway, wrong);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(errorType, answer.Headers.GetValues("x-amzn-ErrorType").Single());
        string[] expected = ["Date", "x-amz-apigw-id", "x-amzn-ErrorType", "x-amzn-RequestId"];
        Assert.Equal(
            traced ? [.. expected[..1], .. expected[1..3], .. expected[3..], "X-Amzn-Trace-Id"] : expected,
            answer.Headers.Select(header => header.Key).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Customised_AnswersInTheApisWords(string wrong, string name, int status, string errorType, string body, bool traced)
    {
        _ = traced;
        var ownName = name.Length > 0 ? name : "DEFAULT_5XX";
        await using var gateway = await StartAsync(wrong, Custom(ownName, 418, "own"), Custom(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX", 419, "beneath", ownName));

        using var answer = await SendAsync(gateway, wrong);

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal($"own|{Message(body)}|\"{Message(body)}\"|{name}||stg|red|sent", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("own", answer.Headers.GetValues("X-Which").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(errorType, answer.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task DefaultOfItsClass_LiesBeneath(string wrong, string name, int status, string errorType, string body, bool traced)
    {
        (_, _) = (name, traced);
        var (mine, other) = status < 500 ? ("DEFAULT_4XX", "DEFAULT_5XX") : ("DEFAULT_5XX", "DEFAULT_4XX");
        await using var gateway = await StartAsync(
            wrong,
            new GatewayResponseModel { ResponseType = mine, ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.Access-Control-Allow-Origin"] = "'*'" } },
            Custom(other, 418, "other"));

        using var answer = await SendAsync(gateway, wrong);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(errorType, answer.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    [Theory]
    [InlineData(100)] // no last word
    [InlineData(199)]
    public async Task StatusThatEndsNoAnswer_KeepsTheStandardOne(int status)
    {
        await using var gateway = await StartAsync("key", new GatewayResponseModel { ResponseType = "INVALID_API_KEY", StatusCode = status });

        Assert.Equal((403, """{"message":"Forbidden"}"""), await gateway.CallAsync("GET", "/stg/jobs/7"));
    }

    [Fact]
    public async Task HeadersThatFrameTheAnswer_AreTheServersAlone()
    {
        await using var gateway = await StartAsync("key", new GatewayResponseModel
        {
            ResponseType = "INVALID_API_KEY",
            StatusCode = 204,
            ResponseParameters = new[] { "Content-Length", "transfer-encoding", "Connection", "Trailer", "Upgrade" }.ToDictionary(name => $"gatewayresponse.header.{name}", _ => "'5'"),
        });

        var answer = await gateway.RawAsync($"GET /stg/jobs/7 HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.us-east-1.amazonaws.com\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(": 5\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllValuesOfARepeatedParameter_AreAtHand()
    {
        await using var gateway = await StartAsync("key", new GatewayResponseModel
        {
            ResponseType = "INVALID_API_KEY",
            ResponseParameters = new Dictionary<string, string>
            {
                ["gatewayresponse.header.X-All"] = "method.request.multivaluequerystring.q",
                ["gatewayresponse.header.X-Last"] = "method.request.querystring.q",
                ["gatewayresponse.header.X-Headers"] = "method.request.multivalueheader.x-h",
            },
        });

        var answer = await gateway.RawAsync(
            $"GET /stg/jobs/7?q=1&q=2 HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.us-east-1.amazonaws.com\r\nx-h: a\r\nx-h: b\r\nConnection: close\r\n\r\n");

        Assert.Contains("\r\nX-All: 1,2\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Last: 2\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Headers: a,b\r\n", answer, StringComparison.Ordinal);
    }

    private static string Message(string body) => body[(body.IndexOf(':', StringComparison.Ordinal) + 1)..^1].Trim().Trim('"');

    private static GatewayResponseModel Custom(string type, int status, string which, string? unless = null) => new()
    {
        // A type that is its own default is customised once.
        ResponseType = type == unless ? "WAF_FILTERED" : type,
        StatusCode = status,
        ResponseParameters = new Dictionary<string, string>
        {
            ["gatewayresponse.header.X-Which"] = $"'{which}'",
            ["gatewayresponse.header.Access-Control-Allow-Origin"] = "'*'",
        },
        ResponseTemplates = new Dictionary<string, string>
        {
            ["text/plain"] = which + "|$context.error.message|$context.error.messageString|$context.error.responseType|$context.error.validationErrorString|$context.stage"
                + "|$stageVariables.color|$method.request.header.x-sent",
        },
    };

    private static Task<TestGateway> StartAsync(string wrong, params GatewayResponseModel[] responses) => TestGateway.StartAsync(stage => stage with
    {
        Variables = new Dictionary<string, string> { ["color"] = "red" },
        GatewayResponses = responses,
        MinimumCompressionSize = wrong == "coding" ? 0 : null,
        MethodThrottles = wrong == "rate" ? new Dictionary<string, Throttle> { ["*/*"] = new(0, 0) } : stage.MethodThrottles,
        Resources =
        [
            .. stage.Resources,
            TestGateway.Resource("/signed", "res010", TestGateway.Open("GET") with { AuthorizationType = "AWS_IAM" }),
            TestGateway.Resource("/strict", "res011", TestGateway.Open("GET") with { RequiredParameters = ["method.request.querystring.q", "method.request.header.h"] }),
            TestGateway.Resource("/empty", "res012", new MethodModel { HttpMethod = "GET" }),
        ],
    });

    private static async Task<HttpResponseMessage> SendAsync(TestGateway gateway, string wrong)
    {
        var function = gateway.Function;
        (function.Access, function.Outcome) = wrong switch
        {
            "permission" => (FunctionAccess.NotPermitted, FunctionOutcome.Replied),
            "timeout" => (FunctionAccess.Allowed, FunctionOutcome.IntegrationTimeout),
            "large" => (FunctionAccess.Allowed, FunctionOutcome.EventTooLarge),
            _ => (FunctionAccess.Allowed, FunctionOutcome.Replied),
        };
        if (wrong == "reply")
        {
            function.Replies("[]");
        }

        if (wrong == "quota")
        {
            gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new(TestGateway.Api, "stg")], Quota = new QuotaModel(0, QuotaPeriod.Day) });
        }

        var (verb, path) = wrong switch
        {
            "key" or "quota" => ("GET", "/stg/jobs/7"),
            "route" => ("GET", "/stg/nowhere"),
            "signature" => ("GET", "/stg/signed"),
            "parameters" => ("GET", "/stg/strict"),
            "integration" => ("GET", "/stg/empty"),
            "coding" => ("POST", "/stg/open/x"),
            _ => ("GET", "/stg/open/x"),
        };
        var content = wrong == "coding" ? new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "br" } } } : null;
        return await gateway.SendAsync(verb, path, wrong == "key" ? null : TestGateway.KeyValue, content, request => request.Headers.Add("x-sent", "sent"));
    }
}
