using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;

namespace Gatehouse.Gateway.Tests.Authorizers;

// source: spec, REST data plane 4.2
public sealed class AuthorizerPolicyTests
{
    private const string NoMatch = """{"Message":"User is not authorized to access this resource"}""";
    private const string Explicit = """{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}""";

    [Fact]
    public async Task NoMatchingStatement_IsDenied()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", GuardedApi.Methods + "GET/other"));

        await api.RefusesAsync(403, "AccessDeniedException", NoMatch, ReasonKind.AuthorizerGrantsNothing, GatewayResponseType.AccessDenied);
        Assert.Equal(60, NoMatch.Length);
    }

    [Fact]
    public async Task DenyingStatement_IsAnExplicitDeny()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Reply($"{GuardedApi.Statement("Allow", "*")},{GuardedApi.Statement("Deny", GuardedApi.Methods + "GET/guarded")}"));

        await api.RefusesAsync(403, "AccessDeniedException", Explicit, ReasonKind.AuthorizerDenied, GatewayResponseType.AccessDenied);
    }

    [Fact]
    public async Task EmptyPolicy_DeniesEverything()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Reply(""));

        await api.RefusesAsync(403, "AccessDeniedException", NoMatch, ReasonKind.AuthorizerGrantsNothing, GatewayResponseType.AccessDenied);
    }

    [Theory]
    [InlineData("*", 200)]
    [InlineData("arn:aws:execute-api:*:*:*", 200)]
    [InlineData(GuardedApi.Methods + "*", 200)]
    [InlineData(GuardedApi.Methods + "GET/guarded/a/b", 403)]
    [InlineData(GuardedApi.Methods + "GET/*", 200)]
    [InlineData(GuardedApi.Methods + "*/guarded/?", 200)]
    [InlineData(GuardedApi.Methods + "GET/guarded/a", 200)]
    [InlineData(GuardedApi.Methods + "GET/guarded/A", 403)]
    [InlineData(GuardedApi.Methods + "GET/guarded/{name}", 403)]
    [InlineData(GuardedApi.Methods + "POST/guarded/a", 403)]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:abc123defg/other/GET/guarded/a", 403)]
    [InlineData("arn:aws:execute-api:us-east-1:999999999999:abc123defg/stg/GET/guarded/a", 403)]
    public async Task Resource_IsMatchedAgainstTheRequestsOwnMethod(string resource, int status)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", resource));

        Assert.Equal(status, (await api.CallAsync("/stg/guarded/a")).Status);
    }

    [Theory]
    [InlineData("/stg/admin")]
    [InlineData("/stg/admin/")]
    [InlineData("/stg/%61dmin")]
    [InlineData("/stg/%61dmi%6E/")]
    public async Task Deny_HoldsForEverySpellingOfItsPath(string path)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Reply($"{GuardedApi.Statement("Allow", "*")},{GuardedApi.Statement("Deny", GuardedApi.Methods + "*/admin")}"));

        var answer = await api.RawAsync(path);

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.EndsWith(Explicit, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/stg/admin", 200)]
    [InlineData("/stg/admin/", 200)]
    [InlineData("/stg/%61dmin", 403)]
    [InlineData("/stg/guarded/x%2F..%2Fadmin", 403)]
    public async Task Allow_HoldsForWhatItSays(string path, int status)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", GuardedApi.Methods + "GET/admin"));

        Assert.StartsWith($"HTTP/1.1 {status} ", await api.RawAsync(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", 200)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","127.0.0.1"]}}""", 200)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", 403)]
    [InlineData("""{"NotIpAddress":{"aws:SourceIp":"127.0.0.1/32"}}""", 403)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"nonsense"}}""", 403)]
    [InlineData("""{"StringLike":{"aws:UserAgent":"story/*"}}""", 200)]
    [InlineData("""{"StringLike":{"aws:UserAgent":"story/*"},"Bool":{"aws:SecureTransport":"true"}}""", 200)]
    [InlineData("""{"StringEquals":{"aws:Referer":"x"}}""", 403)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2025-03-05T13:00:00Z"}}""", 200)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2025-03-05T14:00:00Z"}}""", 403)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/team":"a"}}""", 403)]
    [InlineData("""{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}""", 403)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:UserAgent":"story/1"}}""", 403)]
    [InlineData("""{"StringEquals":{"aws:UserAgent":"${aws:username}"}}""", 403)]
    public async Task Condition_DecidesAndWhatCannotBeEvaluatedDenies(string condition, int status)
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Reply(GuardedApi.Statement("Allow", "*", $",\"Condition\":{condition}")));

        using var response = await api.SendAsync(change: request => request.Headers.UserAgent.ParseAdd("story/1"));

        Assert.Equal(status, (int)response.StatusCode);
        var reason = api.Gateway.Engine.Journal.Last()!.Reason;
        if (condition.Contains("PrincipalTag", StringComparison.Ordinal))
        {
            Assert.Contains("which cannot be evaluated here", reason!.Explain(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DenyThatCannotBeEvaluated_Denies()
    {
        await using var api = await GuardedApi.StartAsync();
        const string condition = ""","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}""";
        api.Authorizer.Replies(GuardedApi.Reply($"{GuardedApi.Statement("Allow", "*")},{GuardedApi.Statement("Deny", "*", condition)}"));

        await api.RefusesAsync(403, "AccessDeniedException", Explicit, ReasonKind.AuthorizerDenied, GatewayResponseType.AccessDenied);
        Assert.Contains("aws:PrincipalOrgID", api.Gateway.Engine.Journal.Last()!.Reason!.Explain(), StringComparison.Ordinal);
    }
}
