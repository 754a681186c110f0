using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Journal;

public sealed partial class ReasonTests
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:jobs";

    private static readonly RequestPlace Place = new("abc123defg", "stg", new MethodPlace("res002", "/jobs/{jobId}", "GET"));

    // What snippets refer to and do not declare themselves.
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["aws_api_gateway_rest_api"] = "name = \"api\"",
        ["aws_api_gateway_deployment"] = "rest_api_id = \"abc123defg\"",
        ["aws_api_gateway_authorizer"] = "name = \"authorizer\"\n  rest_api_id = \"abc123defg\"",
        ["aws_iam_role"] = "assume_role_policy = \"{}\"",
        ["aws_ecr_repository"] = "name = \"jobs\"",
        ["aws_lambda_function"] = "function_name = \"jobs\"\n  role = \"arn:aws:iam::123456789012:role/jobs\"\n  package_type = \"Image\"\n  image_uri = \"x\"",
    };

    /// <summary>One of every kind. A kind that is new to the closed list needs its sample here.</summary>
    private static IEnumerable<Reason> Samples =>
    [
        new UnknownApi("abc", null), new UnknownApi("abc", "eu-west-1"), new UnknownStage("abc", "s\"${x}", ["stg"]), new DefaultEndpointDisabled("abc"),
        .. ((ReasonKind[])[ReasonKind.MalformedTarget, ReasonKind.UriTooLong, ReasonKind.HeadersTooLarge, ReasonKind.BodyTooLong, ReasonKind.BodyUnreadable,
            ReasonKind.UnsupportedContentEncoding, ReasonKind.EventTooLarge]).Select(kind => new FrontRefusal(kind, "It is wrong", "this", "that")),
        new NoSuchRoute("GET", "/jobs/7/parts", ["GET /jobs/{jobId}"]) { ResourceIds = new Dictionary<string, string> { ["/"] = "res000", ["/jobs"] = "res001" } },
        new NoSuchRoute("GET", "/", []), new NoMethodOfResource("DELETE", "/jobs") { ResourceId = "res001" },
        new CredentialsMissing("/jobs"), new ParametersMissing(["X-Token"]) { Parameters = ["method.request.header.X-Token"] },
        new BodyMismatch("Job", "application/json", ["object has missing required properties ([\"name\"])"]), new ModelUnusable("Job", "'#/x' leads nowhere"),
        new AuthorizerMissing("/jobs"), new IdentityMissing("auth01", "method.request.header.Token", "method.request.header.Token"),
        new IdentityMalformed("auth01", "method.request.header.Token", "****oken", "^x$"), new AuthorizerRefused("auth01", Function, "id"),
        .. ((ReasonKind[])[ReasonKind.AuthorizerDenied, ReasonKind.AuthorizerGrantsNothing]).SelectMany(kind => ((bool[])[false, true]).Select(cached =>
            new PolicyRefused(kind, "auth01", "caller", "arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/GET/jobs", "statement 1", null, cached))),
        new AuthorizerFailed("auth01", Function, "id", "It failed."), new AuthorizerFailed("auth01", "", "", "'x' is not the invocation URI of a Lambda function."),
        new MalformedAuthorizerReply("auth01", "id", "principalId", "it is missing"),
        new KeyNotFromAuthorizer("/jobs", null), new KeyNotFromAuthorizer("/jobs", "auth01"),
        new KeyMissing("/jobs"), new KeyUnknown("****wxyz", TestGateway.Scope), new KeyDisabled("key0000001", null, "****"), new KeyInNoPlan("key0000001", "caller"),
        new KeyInNoPlanOfStage("key0000001", "abc123defg", "stg", ["plan plan01 (basic)"]) { PlanName = "basic" },
        new RateExceeded(ReasonKind.PlanThrottled, "the usage plan", "plan01", new(0.5, 2)) { PlanName = "basic" },
        new RateExceeded(ReasonKind.PlanMethodThrottled, "plan01", "/jobs/{jobId}/GET", new(1, 2)) { PlanName = "basic" },
        new RateExceeded(ReasonKind.StageThrottled, "the stage's method setting", "/jobs/{jobId}/GET", new(0, 0)),
        new RateExceeded(ReasonKind.StageThrottled, "the stage's method setting", "/GET", new(1, 2)),
        new RateExceeded(ReasonKind.AccountThrottled, "the account in this region", "123456789012/us-east-1", new(10_000, 5_000)),
        new QuotaExhausted("plan01", "key0000001", new QuotaModel(5, QuotaPeriod.Week), new DateOnly(2025, 1, 1)) { PlanName = "basic" },
        new MisconfiguredIntegration(ReasonKind.NoIntegration, "/jobs", "the method has none"),
        new MisconfiguredIntegration(ReasonKind.MisconfiguredIntegration, "MOCK", "no integration response is for status 201"),
        new NotSupportedHere("response streaming"), new FunctionMissing(Function), new NoInvokePermission(Function + ":live", "arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/GET/jobs/{jobId}"),
        .. ((ReasonKind[])[ReasonKind.FunctionFailed, ReasonKind.FunctionThrottled, ReasonKind.FunctionUnavailable]).Select(kind => new FunctionProblem(kind, Function, "id", "It failed.")),
        new IntegrationTimedOut(TimeSpan.FromSeconds(1), "id"), new IntegrationTimedOut(TimeSpan.FromSeconds(29), "id"),
        new MalformedProxyResponse("statusCode", "statusCode is missing"), new MalformedProxyResponse("body", "body is no base64") { Kind = ReasonKind.UndecodableBody },
        new CallerLeft(), new InternalFault("InvalidOperationException"),
    ];

    [Fact]
    public void EveryKind_HasASample() => Assert.Empty(Enum.GetValues<ReasonKind>().Except(Samples.Select(reason => reason.Kind)));

    [Fact]
    public void EveryReason_ExplainsItselfAndSaysWhatToDo() => Assert.All(Samples, reason =>
    {
        Assert.EndsWith(".", reason.Explain(), StringComparison.Ordinal);
        Assert.All(reason.Compared(), pair => Assert.NotEmpty(pair.Value));
        Assert.True(reason.Terraform(Place) is { Length: > 20 } || reason.Advice() is { Length: > 20 }, $"{reason.Kind} says neither what to change nor why nothing would help.");
    });

    [Fact]
    public async Task EverySnippet_IsValidTerraform()
    {
        using var terraform = await Terraform.InitAsync(new Uri("http://127.0.0.1:1"), string.Concat(Samples.Select(Standalone)));

        Assert.Contains("Success", await terraform.RunAsync("validate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snippets_CarryTheIdsOfTheRequest()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.CallAsync("GET", "/stg/jobs/7");
        AssertHas(gateway, $"  rest_api_id      = \"{TestGateway.Api}\"\n", "  resource_id      = \"res002\" # /jobs/{jobId}\n", "  http_method      = \"GET\"\n", "  api_key_required = false\n");
        await gateway.CallAsync("GET", "/stg/jobs/7/parts");
        AssertHas(gateway, "parent_id   = \"res001\"", "path_part   = \"{proxy+}\"");
        await gateway.CallAsync("GET", "/stg/jobs");
        AssertHas(gateway, "resource_id   = \"res001\" # /jobs", "http_method   = \"GET\"");
        gateway.Keys.SetKey(new KeyModel { Id = "key0000002", Value = "a-second-key-of-some-length", Name = "loose" });
        await gateway.CallAsync("GET", "/stg/jobs/7", "a-second-key-of-some-length");
        AssertHas(gateway, "key_id        = \"key0000002\"", $"api_id = \"{TestGateway.Api}\"", "stage  = \"stg\"");
        gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Name = "basic", Stages = [new PlanStageModel(TestGateway.Api, "stg")], Quota = new QuotaModel(0, QuotaPeriod.Day) });
        await gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);
        AssertHas(gateway, "name = \"basic\"", "# plan01", "limit  = 1 # was 0", "period = \"DAY\"");
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("${file(\"x\")}", "\"$${file(\\\"x\\\")}\"")]
    [InlineData("%{if true}", "\"%%{if true}\"")]
    [InlineData("a\nb", "\"a?b\"")]
    public void Text_CannotLeaveItsQuotes(string text, string quoted) => Assert.Equal(quoted, Hcl.Quoted(text));

    private static void AssertHas(TestGateway gateway, params string[] lines)
    {
        using var json = System.Text.Json.JsonDocument.Parse(gateway.Engine.Journal.Last()!.ToUtf8Json());
        var terraform = json.RootElement.GetProperty("refusal").GetProperty("terraform").GetString()!;
        Assert.All(lines, line => Assert.Contains(line, terraform, StringComparison.Ordinal));
    }

    /// <summary>With names of its own and what it refers to.</summary>
    private static string Standalone(Reason reason, int number)
    {
        if (reason.Terraform(Place) is not { } snippet)
        {
            return "";
        }

        var label = $"s{number}";
        var text = new StringBuilder(Label().Replace(snippet, $"\"{label}\"").Replace(".this.", $".{label}.", StringComparison.Ordinal)
            .Replace("output \"", $"output \"{label}_", StringComparison.Ordinal));
        foreach (var type in Reference().Matches(snippet).Select(match => match.Groups[1].Value).Distinct())
        {
            if (!snippet.Contains($"resource \"{type}\"", StringComparison.Ordinal))
            {
                text.Append($"\nresource \"{type}\" \"{label}\" {{\n  {Others[type]}\n}}");
            }
        }

        return text.Append("\n\n").ToString();
    }

    [GeneratedRegex(@"(?<=^resource ""\w+"" )""this""", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(@"(aws_\w+)\.this\.")]
    private static partial Regex Reference();
}
