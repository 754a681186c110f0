using System.Text.Json;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Authorizers;

// source: spec, REST data plane 4.2 and 5
public sealed class AuthorizerKeyTests
{
    private const string Forbidden = """{"message":"Forbidden"}""";

    [Fact]
    public async Task KeyOfTheAuthorizer_OpensTheStage()
    {
        await using var api = await Start(TestGateway.KeyValue);

        Assert.Equal(200, (await api.CallAsync()).Status);

        using var seen = JsonDocument.Parse(api.Gateway.Function.LastEvent!);
        var identity = seen.RootElement.GetProperty("requestContext").GetProperty("identity");
        Assert.Equal(("key0000001", TestGateway.KeyValue), (identity.GetProperty("apiKeyId").GetString(), identity.GetProperty("apiKey").GetString()));
        Assert.False(seen.RootElement.GetProperty("requestContext").GetProperty("authorizer").TryGetProperty("usageIdentifierKey", out _));
    }

    [Fact]
    public async Task RememberedAnswer_NamesTheKeyToo()
    {
        await using var api = await Start(TestGateway.KeyValue);

        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Equal(1, api.Authorizer.Calls);
    }

    [Fact]
    public async Task Quota_IsTheKeysOwn()
    {
        await using var api = await Start(TestGateway.KeyValue);
        api.Gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new PlanStageModel(TestGateway.Api, "stg")], Quota = new QuotaModel(2, QuotaPeriod.Day) });

        int[] statuses = [(await api.CallAsync()).Status, (await api.CallAsync()).Status, (await api.CallAsync()).Status];

        Assert.Equal([200, 200, 429], statuses);
    }

    [Theory]
    [InlineData(null, ReasonKind.KeyNotFromAuthorizer)]
    [InlineData("", ReasonKind.KeyNotFromAuthorizer)]
    [InlineData("key0000001", ReasonKind.KeyUnknown)]
    public async Task AuthorizerThatNamesNoKey_IsForbiddenWhateverTheHeaderSays(string? named, ReasonKind kind)
    {
        await using var api = await Start(named);

        using var response = await api.SendAsync(change: request => request.Headers.Add("x-api-key", TestGateway.KeyValue));

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("ForbiddenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(Forbidden, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var explained = api.Gateway.Engine.Journal.Last()!;
        Assert.Equal(kind, explained.Kind);
        Assert.Equal("INVALID_API_KEY", explained.Detail().Refusal!.ResponseType);
        Assert.Equal("IdentifyApiKey", explained.Detail().Steps[^1].Name);
    }

    [Fact]
    public async Task MethodWithoutAnAuthorizer_HasNoKey()
    {
        await using var api = await Start(TestGateway.KeyValue);

        Assert.Equal((403, Forbidden), await api.Gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue));
        Assert.Equal(ReasonKind.KeyNotFromAuthorizer, api.Gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task HeaderAsTheSource_IgnoresTheAuthorizersKey()
    {
        await using var api = await Start(TestGateway.KeyValue, ApiKeySource.Header);

        Assert.Equal((403, Forbidden), await api.CallAsync());
        Assert.Equal(ReasonKind.KeyMissing, api.Gateway.Engine.Journal.Last()!.Kind);
    }

    private static async Task<GuardedApi> Start(string? named, ApiKeySource source = ApiKeySource.Authorizer)
    {
        var api = await GuardedApi.StartAsync(change: stage => stage with { ApiKeySource = source }, keyed: true);
        api.Authorizer.Replies(GuardedApi.Policy("Allow", "*", named is null ? "" : $",\"usageIdentifierKey\":\"{named}\""));
        return api;
    }
}
