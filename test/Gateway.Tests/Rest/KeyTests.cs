using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 5 and 7
public sealed class KeyTests
{
    private const string Forbidden = """{"message":"Forbidden"}""";

    [Fact]
    public async Task KeyOfAPlanOfTheStage_ReachesTheFunction()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies("""{"statusCode":200,"body":"{\"message\": \"job[12345] is done\"}"}""");

        Assert.Equal((200, """{"message": "job[12345] is done"}"""), await gateway.CallAsync("GET", "/stg/jobs/12345", TestGateway.KeyValue));
    }

    [Fact]
    public async Task NoKey_IsForbidden() => await AssertForbidden(null, ReasonKind.KeyMissing);

    [Fact]
    public async Task UnknownKey_IsForbidden() => await AssertForbidden("0123456789abcdefghijKLMNOPQRSTUVWXYZabcX", ReasonKind.KeyUnknown);

    [Fact]
    public async Task KeyOfAnotherCase_IsForbidden() => await AssertForbidden(TestGateway.KeyValue.ToLowerInvariant(), ReasonKind.KeyUnknown);

    [Fact]
    public async Task KeyLongerThanAnyKey_IsForbidden() => await AssertForbidden(new string('k', 4000), ReasonKind.KeyUnknown);

    [Fact]
    public async Task DisabledKey_IsForbidden() =>
        await AssertForbidden(TestGateway.KeyValue, ReasonKind.KeyDisabled, keys => keys.SetKey(new KeyModel { Id = "key0000001", Value = TestGateway.KeyValue, Enabled = false }));

    [Fact]
    public async Task KeyInNoPlan_IsForbidden() =>
        await AssertForbidden(TestGateway.KeyValue, ReasonKind.KeyInNoPlan, keys => keys.Detach("key0000001", "plan01"));

    [Fact]
    public async Task KeyOfARemovedPlan_IsForbidden() =>
        await AssertForbidden(TestGateway.KeyValue, ReasonKind.KeyInNoPlan, keys => keys.RemovePlan("plan01"));

    [Fact]
    public async Task KeyInPlanOfAnotherStage_IsForbidden() =>
        await AssertForbidden(
            TestGateway.KeyValue,
            ReasonKind.KeyInNoPlanOfStage,
            keys => keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new PlanStageModel(TestGateway.Api, "other")] }));

    [Fact]
    public async Task RemovedKey_IsForbidden() => await AssertForbidden(TestGateway.KeyValue, ReasonKind.KeyUnknown, keys => keys.RemoveKey("key0000001"));

    [Fact]
    public async Task KeyInTheQuery_DoesNotCount()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal((403, Forbidden), await gateway.CallAsync("GET", $"/stg/jobs/1?x-api-key={TestGateway.KeyValue}"));
    }

    [Fact]
    public async Task RepeatedKeyHeader_LastOneCounts()
    {
        await using var gateway = await TestGateway.StartAsync();
        var host = $"Host: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n";

        var good = await gateway.RawAsync($"GET /stg/jobs/1 HTTP/1.1\r\n{host}x-api-key: nonsense\r\nx-api-key: {TestGateway.KeyValue}\r\n\r\n");
        var bad = await gateway.RawAsync($"GET /stg/jobs/1 HTTP/1.1\r\n{host}x-api-key: {TestGateway.KeyValue}\r\nx-api-key: nonsense\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", good, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 ", bad, StringComparison.Ordinal);
    }

    // Sent as they stand, byte by byte. Of a repeated header the last counts, also when it is empty.
    [Theory]
    [InlineData("x-api-key: {key}", "200 OK", null)]
    [InlineData("X-API-KEY:   {key}  ", "200 OK", null)]
    [InlineData("x-api-key: nonsense\r\nX-Api-Key: {key}", "200 OK", null)]
    [InlineData("x-api-key: {key}\r\nx-api-key: nonsense", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: {key}\r\nx-api-key:", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: {key}, {key}", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key:", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: \"{key}\"", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: {key}\u0001", "403 Forbidden", Forbidden)] // Kestrel lets most control characters through
    [InlineData("x-api-key: {key}\t{key}", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: {key}\u00c3\u00a9", "403 Forbidden", Forbidden)] // é in UTF-8
    [InlineData("x-api-key: {key}\u00e9", "400 Bad Request", "")] // é in Latin-1, which is no UTF-8
    [InlineData("x-api-key: {key}\0", "400 Bad Request", "")]
    [InlineData("x-api-key: {key}\r\n continued", "400 Bad Request", "")]
    [InlineData("x-api-key : {key}", "400 Bad Request", "")]
    [InlineData("x-api-key: {9000}", "403 Forbidden", Forbidden)]
    [InlineData("x-api-key: {12000}", "431 Request Header Fields Too Large", "Request Header Fields Too Large")]
    [InlineData("x-api-key: {65536}", "431 Request Header Fields Too Large", "")] // refused before it is read to its end
    [InlineData("authorization: {key}", "403 Forbidden", Forbidden)]
    public async Task KeyHeader_IsTakenAsItStands(string header, string status, string? body)
    {
        await using var gateway = await TestGateway.StartAsync();
        var sent = header.Replace("{key}", TestGateway.KeyValue, StringComparison.Ordinal);
        foreach (var length in new[] { 9000, 12_000, 65_536 })
        {
            sent = sent.Replace($"{{{length}}}", new string('k', length), StringComparison.Ordinal);
        }

        var answer = await gateway.RawAsync($"GET /stg/jobs/1 HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n{sent}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer, StringComparison.Ordinal);
        if (body is not null)
        {
            Assert.EndsWith("\r\n\r\n" + body, answer, StringComparison.Ordinal);
            Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", answer, StringComparison.Ordinal);
            Assert.Null(gateway.Function.LastEvent);
        }
    }

    [Fact]
    public async Task PlanThatNamesAStageThatIsGone_OpensNothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Keys.SetPlan(new PlanModel { Id = "plan01", Stages = [new PlanStageModel(TestGateway.Api, "gone"), new PlanStageModel("nosuchapi0", "stg")] });

        Assert.Equal((403, Forbidden), await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue));
        Assert.Equal((403, Forbidden), await gateway.CallAsync("GET", "/gone/jobs/1", TestGateway.KeyValue));
    }

    [Fact]
    public async Task KeyOnTwoPlansOfOneStage_UsesTheFirstThatItWasPutOn()
    {
        // The control plane refuses this as AWS does; the gateway stays deterministic should it ever hear of it.
        await using var gateway = await TestGateway.StartAsync();
        gateway.Keys.SetPlan(new PlanModel { Id = "plan02", Stages = [new PlanStageModel(TestGateway.Api, "stg")], Quota = new QuotaModel(0, QuotaPeriod.Day) });
        gateway.Keys.Attach("key0000001", "plan02");

        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)).Status);

        gateway.Keys.Detach("key0000001", "plan01");
        Assert.Equal((429, """{"message":"Limit Exceeded"}"""), await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue));
    }

    [Fact]
    public async Task KeyOfAnotherAccount_IsForbidden()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string foreign = "foreign6789abcdefghijKLMNOPQRSTUVWXYZabcd";
        var other = gateway.Engine.Keys.In(new("999999999999", "us-east-1"));
        other.SetKey(new KeyModel { Id = "k2", Value = foreign });
        other.SetPlan(new PlanModel { Id = "p2", Stages = [new PlanStageModel(TestGateway.Api, "stg")] });
        other.Attach("k2", "p2");

        Assert.Equal((403, Forbidden), await gateway.CallAsync("GET", "/stg/jobs/1", foreign));
    }

    [Fact]
    public async Task NewValueOfAKey_ReplacesTheOldOneAtOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string renewed = "renewed6789abcdefghijKLMNOPQRSTUVWXYZabcd";
        gateway.Keys.SetKey(new KeyModel { Id = "key0000001", Value = renewed });

        Assert.Equal(403, (await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)).Status);
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/jobs/1", renewed)).Status);
    }

    [Fact]
    public async Task MethodWithoutKey_IgnoresTheHeader()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x", "nonsense")).Status);
        Assert.DoesNotContain("apiKey", gateway.Function.LastEvent!.Split("\"identity\"")[1], StringComparison.Ordinal);
    }

    private static async Task AssertForbidden(string? key, ReasonKind kind, Action<ScopeKeys>? change = null)
    {
        await using var gateway = await TestGateway.StartAsync();
        change?.Invoke(gateway.Keys);

        using var response = await gateway.SendAsync("GET", "/stg/jobs/12345", key);

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal(Forbidden, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ForbiddenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.False(response.Headers.Contains("X-Amzn-Trace-Id"));
        Assert.Null(gateway.Function.LastEvent);
        Assert.Equal(kind, gateway.Engine.Journal.Find(response.Headers.GetValues("x-amzn-RequestId").Single())!.Kind);
    }
}
