using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 4, 7 and 12; what is not supported: ours
public sealed class MethodTests
{
    private const string InternalError = """{"message": "Internal server error"}""";

    [Fact]
    public async Task UnsignedRequestToIam_LacksAToken()
    {
        await using var gateway = await Start(TestGateway.Open("GET") with { AuthorizationType = "AWS_IAM" });

        Assert.Equal((403, """{"message":"Missing Authentication Token"}"""), await gateway.CallAsync("GET", "/stg/m"));
        Assert.Equal(ReasonKind.CredentialsMissing, gateway.Engine.Journal.Last()!.Kind);
    }

    [Theory]
    [InlineData("AWS_IAM")]
    [InlineData("COGNITO_USER_POOLS")]
    public async Task UnsupportedAuthorization_IsRefusedByName(string type)
    {
        await using var gateway = await Start(TestGateway.Open("GET") with { AuthorizationType = type });

        using var response = await gateway.SendAsync("GET", "/stg/m", change: request => request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 x"));

        Assert.Equal(500, (int)response.StatusCode);
        var reason = Assert.IsType<NotSupportedHere>(gateway.Engine.Journal.Last()!.Reason);
        Assert.Contains(type, reason.Explain(), StringComparison.Ordinal);
        Assert.Null(gateway.Function.LastEvent);
    }

    [Theory]
    [InlineData("HTTP", ReasonKind.NotSupportedHere)]
    [InlineData("HTTP_PROXY", ReasonKind.NotSupportedHere)]
    [InlineData("AWS", ReasonKind.NotSupportedHere)]
    [InlineData("MOCK", ReasonKind.NotSupportedHere)] // without a template that is plain
    public async Task UnsupportedIntegration_IsRefusedByName(string type, ReasonKind kind)
    {
        await using var gateway = await Start(new MethodModel { HttpMethod = "GET", Integration = new IntegrationModel { Type = type, Uri = "http://127.0.0.1/" } });

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/m"));
        Assert.Equal(kind, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task MethodWithoutIntegration_IsAnInternalError()
    {
        await using var gateway = await Start(new MethodModel { HttpMethod = "GET" });

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/m"));
        Assert.Equal(ReasonKind.NoIntegration, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task ProxyByGet_IsAMisconfiguration()
    {
        await using var gateway = await Start(new MethodModel { HttpMethod = "GET", Integration = TestGateway.Proxy() with { HttpMethod = "GET" } });

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/m"));
        Assert.Equal(ReasonKind.MisconfiguredIntegration, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task StageVariable_NamesTheFunction()
    {
        var integration = TestGateway.Proxy("${stageVariables.fn}:${stageVariables.alias}");
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            Variables = new Dictionary<string, string> { ["fn"] = "jobs", ["alias"] = "live" },
            Resources = [TestGateway.Resource("/m", "res", new MethodModel { HttpMethod = "GET", Integration = integration })],
        });

        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/m")).Status);
        Assert.Equal(1, gateway.Functions.All[TestGateway.FunctionArn("jobs:live")].Calls);
    }

    [Theory]
    [InlineData("{ statusCode: 200 }", 200)]
    [InlineData("{'statusCode': 404,}", 404)]
    public async Task MockTemplate_PicksTheResponse(string template, int expected)
    {
        await using var gateway = await Start(new MethodModel
        {
            HttpMethod = "GET",
            Integration = new IntegrationModel
            {
                Type = "MOCK",
                RequestTemplates = new Dictionary<string, string> { ["application/json"] = template },
                Responses =
                [
                    new IntegrationResponseModel { StatusCode = 200, ResponseTemplates = new Dictionary<string, string> { ["text/plain"] = "fine" } },
                    new IntegrationResponseModel { StatusCode = 404, SelectionPattern = "4\\d{2}", ResponseTemplates = new Dictionary<string, string> { ["text/plain"] = "gone" } },
                ],
            },
        });

        Assert.Equal((expected, expected == 200 ? "fine" : "gone"), await gateway.CallAsync("GET", "/stg/m"));
    }

    [Fact]
    public async Task FaultInAFunctionTarget_IsAnInternalErrorAndTheServerGoesOn()
    {
        await using var gateway = await TestGateway.StartAsync();
        var healthy = gateway.Function.Run;
        gateway.Function.Run = _ => throw new InvalidOperationException("a bug");

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/open/x"));
        Assert.Equal(ReasonKind.InternalFault, gateway.Engine.Journal.Last()!.Kind);
        gateway.Function.Run = healthy;
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
    }

    [Theory]
    [InlineData(GatewayResponseType.AccessDenied, 403, """{"Message":"User is not authorized to access this resource"}""")]
    [InlineData(GatewayResponseType.AuthorizerConfigurationError, 500, """{"message":null}""")]
    [InlineData(GatewayResponseType.BadRequestBody, 400, """{"message": "Invalid request body"}""")]
    [InlineData(GatewayResponseType.ExpiredToken, 403, """{"message":"The security token included in the request is expired"}""")]
    [InlineData(GatewayResponseType.IntegrationFailure, 504, """{"message": "Internal server error"}""")]
    [InlineData(GatewayResponseType.Unauthorized, 401, """{"message":"Unauthorized"}""")]
    [InlineData(GatewayResponseType.WafFiltered, 403, """{"message":"Forbidden"}""")]
    public void DefaultBodies_AreAwss(GatewayResponseType type, int status, string body)
    {
        var standard = DefaultResponse.Of(type);

        Assert.Equal(status, standard.Status);
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(standard.Body));
    }

    [Fact]
    public void EveryResponseType_HasItsDefault() =>
        Assert.All(Enum.GetValues<GatewayResponseType>(), type => Assert.NotEmpty(DefaultResponse.Of(type).Body));

    private static Task<TestGateway> Start(MethodModel method) =>
        TestGateway.StartAsync(stage => stage with { Resources = [TestGateway.Resource("/m", "res", method)] });
}
