using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Tests.Authorizers;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Logging;

// source: spec, REST data plane 14 and 15
public sealed class AuthorizerLogTests
{
    private const string Format =
        "$context.requestId $context.authorizer.principalId $context.authorizer.team $context.authorizer.status $context.authorizer.integrationStatus "
        + "$context.authorizer.error $context.authorizer.requestId $context.authorizer.integrationLatency $context.authorizer.latency $context.authorizer.other";

    [Fact]
    public async Task Accepted_ShowsWhoCallsInBothLogs()
    {
        await using var api = await StartAsync();
        Replies(api, GuardedApi.Policy("Allow", "*", ",\"context\":{\"team\":\"blue\"}"));

        await CallAsync(api);

        var lines = await api.LinesAsync();
        Assert.Matches("^RID user\\|a1 blue 200 200 - 11111111-2222-3333-4444-555555555555 \\d+ \\d+ -$", Assert.Single(await api.LinesAsync(LoggedApi.AccessGroup)));
        Assert.Equal(
            [
                "(RID) Extended Request Id: XID",
                $"(RID) Starting authorizer: {GuardedApi.AuthorizerId} for request: RID",
                "(RID) Using valid authorizer policy for principal: *******",
                "(RID) Successfully completed authorizer execution",
            ],
            lines[..4]);
        Assert.StartsWith("(RID) Verifying Usage Plan for request: RID.", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClockMovedMeanwhile_IsNoTimeThatTheAuthorizerTook()
    {
        var stopwatch = new ManualTime(default);
        await using var api = await LoggedApi.StartAsync(
            Format, change: stage => GuardedApi.Stage(stage, GuardedApi.Token), options: new GatewayOptions { Stopwatch = stopwatch });
        var function = (InlineFunction)api.Gateway.Functions.Resolve(TestGateway.FunctionArn("auth"));
        function.Replies(GuardedApi.Policy("Allow", "*")).Wait = (_, _) =>
        {
            api.Gateway.Time.Advance(TimeSpan.FromDays(1));
            stopwatch.Advance(TimeSpan.FromMilliseconds(7));
            return Task.CompletedTask;
        };

        await CallAsync(api);

        Assert.EndsWith(" 7 7 -", Assert.Single(await api.LinesAsync(LoggedApi.AccessGroup)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_SaysSoAndEndsTheLog()
    {
        await using var api = await StartAsync();
        Replies(api, GuardedApi.Policy("Deny", "*"));

        await CallAsync(api);

        var lines = await api.LinesAsync();
        Assert.StartsWith("RID user|a1 - 403 200 ", Assert.Single(await api.LinesAsync(LoggedApi.AccessGroup)), StringComparison.Ordinal);
        Assert.Equal($"(RID) Starting authorizer: {GuardedApi.AuthorizerId} for request: RID", lines[1]);
        Assert.Contains("explicitly", lines[2], StringComparison.Ordinal);
        Assert.Equal("(RID) Method completed with status: 403", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("Usage Plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MissingToken_IsUnauthorizedAndNoFunctionShows()
    {
        await using var api = await StartAsync();

        await CallAsync(api, token: null);

        var lines = await api.LinesAsync();
        Assert.Matches("^RID - - 401 - Unauthorized - - \\d+ -$", Assert.Single(await api.LinesAsync(LoggedApi.AccessGroup)));
        Assert.Contains("(RID) Unauthorized request: RID", lines);
    }

    private static Task<LoggedApi> StartAsync() => LoggedApi.StartAsync(Format, LogDetail.Data, stage => GuardedApi.Stage(stage, GuardedApi.Token));

    private static void Replies(LoggedApi api, string policy) => ((InlineFunction)api.Gateway.Functions.Resolve(TestGateway.FunctionArn("auth"))).Replies(policy);

    private static async Task CallAsync(LoggedApi api, string? token = "secret-token-1234")
    {
        using var response = await api.Gateway.SendAsync("GET", "/stg/guarded", change: request =>
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
            }
        });
    }
}
