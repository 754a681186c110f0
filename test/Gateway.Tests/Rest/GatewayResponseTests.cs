using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 7
public sealed class GatewayResponseTests
{
    [Fact]
    public async Task OwnType_SetsStatusHeadersAndBody()
    {
        await using var gateway = await Start(new GatewayResponseModel
        {
            ResponseType = "INVALID_API_KEY",
            StatusCode = 401,
            ResponseParameters = new Dictionary<string, string>
            {
                ["gatewayresponse.header.Access-Control-Allow-Origin"] = "'*'",
                ["gatewayresponse.header.X-Sent"] = "method.request.header.X-Name",
                ["gatewayresponse.header.X-Id"] = "context.requestId",
                ["gatewayresponse.header.X-Nothing"] = "method.request.header.missing",
            },
            ResponseTemplates = new Dictionary<string, string>
            {
                ["application/json"] = """{"error":$context.error.messageString,"type":"$context.error.responseType","q":"$method.request.querystring.q","id":"$method.request.path.jobId","v":"$stageVariables.color","none":"$context.authorizer.x","price":"$5"}""",
                ["text/xml"] = "<error>$context.error.message</error>",
            },
        });

        using var response = await gateway.SendAsync("GET", "/stg/jobs/7?q=a%20b", change: request => request.Headers.Add("x-name", "me"));
        using var xml = await gateway.SendAsync("GET", "/stg/jobs/7", change: request => request.Headers.Add("Accept", "text/xml"));

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(
            """{"error":"Forbidden","type":"INVALID_API_KEY","q":"a b","id":"7","v":"red","none":"","price":"$5"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("me", response.Headers.GetValues("X-Sent").Single());
        Assert.Equal(response.Headers.GetValues("x-amzn-RequestId").Single(), response.Headers.GetValues("X-Id").Single());
        Assert.Equal("ForbiddenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.False(response.Headers.Contains("X-Nothing"));
        Assert.Equal("<error>Forbidden</error>", await xml.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/xml", xml.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Default4xx_LiesBeneathWhatIsNotCustomised()
    {
        await using var gateway = await Start(
            new GatewayResponseModel
            {
                ResponseType = "DEFAULT_4XX",
                ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.Access-Control-Allow-Origin"] = "'*'" },
            },
            new GatewayResponseModel { ResponseType = "MISSING_AUTHENTICATION_TOKEN", StatusCode = 404 });

        using var forbidden = await gateway.SendAsync("GET", "/stg/jobs/7");
        using var missing = await gateway.SendAsync("GET", "/stg/nowhere");

        Assert.Equal(403, (int)forbidden.StatusCode);
        Assert.Equal("*", forbidden.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("""{"message":"Forbidden"}""", await forbidden.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(404, (int)missing.StatusCode);
        Assert.False(missing.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Default5xx_CoversBadGateway()
    {
        await using var gateway = await Start(new GatewayResponseModel
        {
            ResponseType = "DEFAULT_5XX",
            ResponseTemplates = new Dictionary<string, string> { ["application/json"] = """{"message":$context.error.messageString}""" },
        });
        gateway.Function.Replies("null");

        Assert.Equal((502, """{"message":"Internal server error"}"""), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Fact]
    public async Task FrontEndsOwnRefusals_CannotBeCustomised()
    {
        await using var gateway = await Start(new GatewayResponseModel { ResponseType = "DEFAULT_4XX", StatusCode = 418 });

        Assert.Equal(414, (await gateway.CallAsync("GET", "/stg/open/" + new string('a', 10_300))).Status);
    }

    [Fact]
    public async Task HostileValues_DoNotSplitTheResponse()
    {
        await using var gateway = await Start(new GatewayResponseModel
        {
            ResponseType = "INVALID_API_KEY",
            ResponseParameters = new Dictionary<string, string> { ["gatewayresponse.header.X-Q"] = "method.request.querystring.q" },
        });

        using var response = await gateway.SendAsync("GET", "/stg/jobs/7?q=a%0d%0aX-Evil:%201");

        Assert.Equal(403, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("X-Q"));
        Assert.False(response.Headers.Contains("X-Evil"));
    }

    private static Task<TestGateway> Start(params GatewayResponseModel[] responses) => TestGateway.StartAsync(stage => stage with
    {
        Variables = new Dictionary<string, string> { ["color"] = "red" },
        GatewayResponses = responses,
    });
}
