using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Tests.Logging;
using Gatehouse.Gateway.Tests.TestInvoke;

namespace Gatehouse.Gateway.Tests.Validation;

// source: spec, REST data plane 13
public sealed class BodyValidationTests
{
    private const string Refused = """{"message": "Invalid request body"}""";

    private static readonly Dictionary<string, string> s_models = new()
    {
        ["Job"] = """{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}""",
        ["Broken"] = """{"type":1}""",
    };

    [Fact]
    public async Task BodyThatFits_ReachesTheFunctionWhole()
    {
        await using var gateway = await StartAsync();
        var body = $$"""{"name":"{{new string('n', 100_000)}}"}""";

        Assert.Equal(200, (await gateway.CallAsync("POST", "/stg/m", null, Json(body))).Status);
        Assert.Contains($"\"body\":\"{body.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", gateway.Function.LastEvent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":1}""", """[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]""")]
    [InlineData("{}", """[object has missing required properties (["name"])]""")]
    [InlineData("", "[the body is empty]")]
    [InlineData("x", "[the body is not JSON]")]
    public async Task BodyThatDoesNotFit_IsRefusedAndExplained(string body, string problems)
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.SendAsync("POST", "/stg/m", null, Json(body));

        Assert.Equal((400, Refused), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("BadRequestException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.True(response.Headers.Contains("X-Amzn-Trace-Id"));
        Assert.Equal(0, gateway.Function.Calls);
        var explained = gateway.Engine.Journal.Last()!;
        Assert.Equal(ReasonKind.BodyMismatch, explained.Kind);
        Assert.Contains(problems, explained.Reason!.Explain(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 200)] // no model for it
    [InlineData("application/json; charset=utf-8", 400)]
    [InlineData(null, 400)] // taken as JSON
    [InlineData("application/other", 400)] // $default, where there is one
    public async Task ContentType_ChoosesTheModel(string? type, int expected)
    {
        await using var gateway = await StartAsync(type == "application/other" ? new() { ["$default"] = "Job" } : null);
        var content = new ByteArrayContent("[]"u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        Assert.Equal(expected, (await gateway.CallAsync("POST", "/stg/m", null, content)).Status);
    }

    [Fact]
    public async Task MissingBody_DoesNotFit()
    {
        await using var gateway = await StartAsync();

        Assert.Equal((400, Refused), await gateway.CallAsync("GET", "/stg/m"));
    }

    [Fact]
    public async Task ModelThatIsNoSchema_IsTheOwnersFault()
    {
        await using var gateway = await StartAsync(new() { ["application/json"] = "Broken" });

        Assert.Equal(500, (await gateway.CallAsync("POST", "/stg/m", null, Json("{}"))).Status);
        Assert.Equal(ReasonKind.ModelUnusable, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task GatewayResponse_ShowsTheProblems()
    {
        await using var gateway = await StartAsync(change: stage => stage with
        {
            GatewayResponses =
            [
                new GatewayResponseModel
                {
                    ResponseType = "BAD_REQUEST_BODY",
                    ResponseTemplates = new Dictionary<string, string> { ["application/json"] = "$context.error.message: $context.error.validationErrorString" },
                },
            ],
        });

        Assert.Equal((400, """Invalid request body: [object has missing required properties (["name"])]"""), await gateway.CallAsync("POST", "/stg/m", null, Json("{}")));
    }

    [Fact]
    public async Task Logs_SayWhatTheBodyLacks()
    {
        await using var api = await LoggedApi.StartAsync(
            "$context.status $context.error.validationErrorString", LogDetail.Data, stage => With(stage, new() { ["application/json"] = "Job" }));

        await api.Gateway.CallAsync("POST", "/stg/m", null, Json("{}"));

        var lines = await api.LinesAsync();
        Assert.Contains("(RID) Method request body before transformations: {}", lines);
        Assert.Contains("""(RID) Request body does not match model schema for content type application/json: [object has missing required properties (["name"])]""", lines);
        Assert.Equal("""400 [object has missing required properties (["name"])]""", Assert.Single(await api.LinesAsync(LoggedApi.AccessGroup)));
    }

    [Fact]
    public async Task TestOfAMethod_ValidatesToo()
    {
        var api = new TestedApi(With(TestGateway.Stage(), new() { ["application/json"] = "Job" }));

        Assert.Equal(400, (await api.TestAsync("res", "POST", "/m", "{}")).Status);
        Assert.Equal(200, (await api.TestAsync("res", "POST", "/m", """{"name":"a"}""")).Status);
    }

    private static Task<TestGateway> StartAsync(Dictionary<string, string>? models = null, Func<StageModel, StageModel>? change = null) =>
        TestGateway.StartAsync(stage => (change ?? (same => same))(With(stage, models ?? new() { ["application/json"] = "Job" })));

    private static StageModel With(StageModel stage, Dictionary<string, string> models) => stage with
    {
        Models = s_models,
        Resources = [TestGateway.Resource("/m", "res", TestGateway.Open("ANY") with { RequestModels = models })],
    };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
