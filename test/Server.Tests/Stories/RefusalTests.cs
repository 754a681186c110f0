using System.Diagnostics;
using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>A refused caller sees what AWS would say; the owner is told why, and what to change.</summary>
[Collection(JobsApiStories.Name)]
public sealed class RefusalTests(JobsApi jobs)
{
    private const string Forbidden = """{"message":"Forbidden"}""";
    private const string NoToken = """{"message":"Missing Authentication Token"}""";
    private const string ServerError = """{"message": "Internal server error"}""";

    [Theory]
    [InlineData("none", "KeyMissing", "api_key_required")]
    [InlineData("unknown", "KeyUnknown", "aws_api_gateway_api_key")]
    [InlineData("disabled", "KeyDisabled", "enabled = true")]
    [InlineData("elsewhere", "KeyInNoPlanOfStage", "api_stages")]
    [InlineData("loose", "KeyInNoPlan", "aws_api_gateway_usage_plan_key")]
    public async Task KeyThatOpensNothing_IsForbiddenAndExplained(string which, string reason, string fix)
    {
        var echo = await jobs.EchoAsync();
        var key = which switch
        {
            "unknown" => "neverMade0123456789neverMade",
            "disabled" => echo.DisabledKey,
            "elsewhere" => echo.KeyOfAnotherStage,
            "loose" => echo.KeyWithoutPlan,
            _ => null,
        };

        var answer = await Answer.OfAsync([.. key is null ? (string[])[] : ["-H", $"x-api-key: {key}"], echo.Url + "/anything"]);

        Assert.Equal((403, Forbidden, "ForbiddenException"), (answer.Status, answer.Body, answer["x-amzn-ErrorType"]));
        var explained = await ExplainAsync(answer, reason, fix);
        if (key is not null)
        {
            Assert.DoesNotContain(key, explained, StringComparison.Ordinal);
            Assert.DoesNotContain(key[..8], explained, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere/at/all", "NoSuchRoute")]
    [InlineData("GET", "/jobs", "NoMethodOfResource")]
    [InlineData("DELETE", "/jobs/1", "NoMethodOfResource")]
    public async Task UnknownRoute_IsSaidToMissAToken(string method, string path, string reason)
    {
        var answer = await Answer.OfAsync("-X", method, "-H", jobs.WithKey, jobs.Url + path);

        Assert.Equal((403, NoToken, "MissingAuthenticationTokenException"), (answer.Status, answer.Body, answer["x-amzn-ErrorType"]));
        await ExplainAsync(answer, reason, "aws_api_gateway_");
    }

    [Fact]
    public async Task FunctionWithoutPermission_IsAServerErrorUntilItIsGiven()
    {
        var echo = await jobs.EchoAsync();
        await jobs.Server.ScriptAsync("client('lambda').remove_permission(FunctionName='echo', StatementId='gateway')");

        var refused = await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/anything");
        await jobs.Server.ScriptAsync($"""
            client('lambda').add_permission(FunctionName='echo', StatementId='gateway', Action='lambda:InvokeFunction', Principal='apigateway.amazonaws.com',
                SourceArn='arn:aws:execute-api:us-east-1:000000000000:{echo.Id}/*')
            """);
        var answered = await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/anything");

        Assert.Equal((500, ServerError, "InternalServerErrorException"), (refused.Status, refused.Body, refused["x-amzn-ErrorType"]));
        var explained = await ExplainAsync(refused, "NoInvokePermission", "aws_lambda_permission");
        Assert.Contains($"arn:aws:execute-api:us-east-1:000000000000:{echo.Id}/v1/GET/", explained, StringComparison.Ordinal);
        Assert.Equal(200, answered.Status);
    }

    [Theory]
    [InlineData("/error", "FunctionFailed", "it went wrong")]
    [InlineData("/exit", "FunctionFailed", "exit")]
    [InlineData("/malformed", "MalformedProxyResponse", "'result'")]
    [InlineData("/garbage", "MalformedProxyResponse", "JSON")]
    [InlineData("/nothing", "MalformedProxyResponse", "JSON")]
    public async Task FunctionThatMisbehaves_IsABadGatewayAndExplained(string path, string reason, string detail)
    {
        var echo = await jobs.EchoAsync();

        var answer = await Answer.OfAsync("-H", echo.WithKey, echo.Url + path);

        Assert.Equal((502, ServerError, "InternalServerErrorException"), (answer.Status, answer.Body, answer["x-amzn-ErrorType"]));
        Assert.NotNull(answer["X-Amzn-Trace-Id"]);
        await ExplainAsync(answer, reason, detail);
    }

    [Fact]
    public async Task FunctionThatHangs_TimesOutAtTheIntegration()
    {
        var echo = await jobs.EchoAsync();
        await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/warm-up");
        var time = Stopwatch.StartNew();

        var answer = await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/hang");

        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3.5)); // the function itself has 4 s
        Assert.Equal(
            (504, """{"message": "Endpoint request timed out"}""", "InternalServerErrorException"), (answer.Status, answer.Body, answer["x-amzn-ErrorType"]));
        await ExplainAsync(answer, "IntegrationTimedOut", "timeout_milliseconds");
    }

    [Fact]
    public async Task LastRequest_IsExplainedWithoutItsId()
    {
        var answer = await Answer.OfAsync(jobs.Url + "/jobs/77?secret=hidden");

        var last = await jobs.Server.CommandAsync("explain", "last");
        var list = await jobs.Server.CommandAsync("requests", "--status", "403");

        Assert.Contains(answer.RequestId!, last.Output, StringComparison.Ordinal);
        Assert.Contains("GET /stg/jobs/77 -> 403", last.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", last.Output, StringComparison.Ordinal);
        Assert.Contains(answer.RequestId!, list.Output.Split('\n')[0], StringComparison.Ordinal);
        Assert.EndsWith("KeyMissing", list.Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServedRequest_IsExplainedStageByStage()
    {
        var answer = await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1");

        var explained = (await jobs.Server.CommandAsync("explain", answer.RequestId!)).Output;
        using var raw = JsonDocument.Parse((await GatehouseProcess.CurlAsync($"{jobs.Server.Address}_gatehouse/requests/{answer.RequestId}")).Output);

        Assert.Matches(@"^GET /stg/jobs/1 -> 200 in [\d.]+ ms\n", explained);
        Assert.Contains("IdentifyApiKey", explained, StringComparison.Ordinal);
        Assert.DoesNotContain("Refused", explained, StringComparison.Ordinal);
        Assert.DoesNotContain(jobs.Key, raw.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<string> ExplainAsync(Answer answer, params string[] words)
    {
        var explained = await jobs.Server.CommandAsync("explain", answer.RequestId!);
        Assert.Equal(0, explained.ExitCode);
        Assert.Contains($"-> {answer.Status} in ", explained.Output, StringComparison.Ordinal);
        Assert.Contains($"Refused: {words[0]}\n", explained.Output, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, explained.Output, StringComparison.Ordinal));
        return explained.Output;
    }
}
