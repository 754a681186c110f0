using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Usage;

// source: spec, REST data plane 6
public sealed class LimitTests
{
    private const string TooMany = """{"message":"Too Many Requests"}""";
    private const string Exceeded = """{"message":"Limit Exceeded"}""";

    [Fact]
    public async Task PlanThrottle_IsPerKeyAndRefills()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with { Throttle = new Throttle(2, 3) });
        const string second = "secondkey789abcdefghijKLMNOPQRSTUVWXYZabc";
        gateway.Keys.SetKey(new KeyModel { Id = "key2", Value = second });
        gateway.Keys.Attach("key2", "plan01");

        Assert.Equal("200 200 200 429 429", await Statuses(gateway, 5));
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/jobs/1", second)).Status);
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 200 429", await Statuses(gateway, 3));

        using var refused = await gateway.SendAsync("GET", "/stg/jobs/1", TestGateway.KeyValue);
        Assert.Equal(TooMany, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("TooManyRequestsException", refused.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Null(refused.Headers.RetryAfter);
        Assert.Equal(ReasonKind.PlanThrottled, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task PlanMethodThrottle_HoldsForThatMethodOnly()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with
        {
            Stages = [new PlanStageModel(TestGateway.Api, "stg") { MethodThrottles = new Dictionary<string, Throttle> { ["/jobs/{jobId}/GET"] = new(1, 1) } }],
        });

        Assert.Equal("200 429", await Statuses(gateway, 2));
        Assert.Equal(ReasonKind.PlanMethodThrottled, gateway.Engine.Journal.Last()!.Kind);
        Assert.Equal(200, (await gateway.CallAsync("POST", "/stg/jobs", TestGateway.KeyValue)).Status);
    }

    [Fact]
    public async Task PlanThatNamesAMethodInTwoSpellings_HasTheLastLimit()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with
        {
            Stages = [new PlanStageModel(TestGateway.Api, "stg") { MethodThrottles = new Dictionary<string, Throttle> { ["/jobs/{jobId}/GET"] = new(5, 5), ["jobs/{jobId}/GET"] = new(1, 1) } }],
        });

        Assert.Equal("200 429", await Statuses(gateway, 2));
    }

    [Theory]
    [InlineData("jobs/{jobId}/GET")]
    [InlineData("/jobs/{jobId}/GET")]
    [InlineData("~1jobs~1{jobId}/GET")]
    [InlineData("*/*")]
    public async Task StageThrottle_IsFoundUnderEverySpelling(string key)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            MethodThrottles = new Dictionary<string, Throttle> { [key] = new(1, 2) },
        });

        Assert.Equal("200 200 429", await Statuses(gateway, 3));
        Assert.Equal(ReasonKind.StageThrottled, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task MethodSetting_WinsOverTheStages_AndMinusOneSwitchesOff()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            MethodThrottles = new Dictionary<string, Throttle> { ["*/*"] = new(1, 1), ["jobs/{jobId}/GET"] = new(-1, -1) },
        });

        Assert.Equal("200 200 200", await Statuses(gateway, 3));
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
        Assert.Equal((429, TooMany), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Fact]
    public async Task NewDeployment_DoesNotRefillTheStagesBuckets()
    {
        var limited = TestGateway.Stage() with { MethodThrottles = new Dictionary<string, Throttle> { ["*/*"] = new(1, 1) } };
        await using var gateway = await TestGateway.StartAsync(_ => limited);
        Assert.Equal("200 429", await Statuses(gateway, 2));

        gateway.Engine.Publish(limited with { DeploymentId = "dep124" });

        Assert.Equal("429", await Statuses(gateway, 1));
    }

    [Fact]
    public async Task AccountThrottle_IsSharedByAllApis()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { AccountThrottle = new Throttle(1, 2) });
        gateway.Engine.Publish(TestGateway.Stage() with { ApiId = "other12345" });

        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
        using var other = await gateway.SendAsync("GET", "/stg/open/x", change: request => request.Headers.Host = "other12345.execute-api.localhost");
        Assert.Equal(200, (int)other.StatusCode);
        Assert.Equal((429, TooMany), await gateway.CallAsync("GET", "/stg/open/x"));
        Assert.Equal(ReasonKind.AccountThrottled, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task Quota_IsExceededUntilItsPeriodEnds()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(2, QuotaPeriod.Day) });

        Assert.Equal("200 200 429", await Statuses(gateway, 3));
        using var refused = await gateway.SendAsync("GET", "/stg/jobs/1", TestGateway.KeyValue);
        Assert.Equal(Exceeded, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("LimitExceededException", refused.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(new DateOnly(2025, 3, 6), Assert.IsType<QuotaExhausted>(gateway.Engine.Journal.Last()!.Reason).Until);

        gateway.Time.Advance(TimeSpan.FromHours(11));
        Assert.Equal("200 200 429", await Statuses(gateway, 3));
    }

    [Fact]
    public async Task ThrottledCalls_UseUpNoQuota()
    {
        await using var gateway = await TestGateway.StartAsync();
        var quota = new QuotaModel(10, QuotaPeriod.Day);
        SetPlan(gateway, plan => plan with { Quota = quota, Throttle = new Throttle(1, 2) });

        await Statuses(gateway, 8);

        Assert.Equal(8, gateway.Keys.Usage.Of("plan01", "key0000001").Remaining(quota));
        Assert.Equal(2, gateway.Keys.Usage.Of("plan01", "key0000001").Used(new DateOnly(2025, 3, 5)));
    }

    [Fact]
    public async Task MethodWithoutKey_ConsumesNoPlan()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(1, QuotaPeriod.Day), Throttle = new Throttle(1, 1) });

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x", TestGateway.KeyValue)).Status);
        }
    }

    [Fact]
    public async Task ParallelCalls_PassTheQuotaExactly()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(50, QuotaPeriod.Month) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)));

        Assert.Equal(50, answers.Count(answer => answer.Status == 200));
        Assert.Equal(450, answers.Count(answer => answer == (429, Exceeded)));
    }

    [Fact]
    public async Task ChangedLimits_ActOnTheNextRequest()
    {
        await using var gateway = await TestGateway.StartAsync();
        SetPlan(gateway, plan => plan with { Throttle = new Throttle(0, 0) });
        Assert.Equal("429", await Statuses(gateway, 1));
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(2, QuotaPeriod.Week) });
        Assert.Equal("200 200 429", await Statuses(gateway, 3));
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(3, QuotaPeriod.Week) });
        Assert.Equal("200 429", await Statuses(gateway, 2));
        SetPlan(gateway, plan => plan with { Quota = new QuotaModel(0, QuotaPeriod.Day) });
        Assert.Equal("429", await Statuses(gateway, 1));
        SetPlan(gateway, plan => plan);
        Assert.Equal("200 200", await Statuses(gateway, 2));
    }

    [Fact]
    public async Task NarrowerLimits_AreAskedFirst()
    {
        var one = new Dictionary<string, Throttle> { ["/jobs/{jobId}/GET"] = new(1, 1) };
        await using var gateway = await TestGateway.StartAsync(
            stage => stage with { MethodThrottles = new Dictionary<string, Throttle> { ["*/*"] = new(1, 3) } },
            new GatewayOptions { AccountThrottle = new Throttle(1, 4) });
        var reasons = new List<ReasonKind?>();
        async Task CallAsync()
        {
            var status = (await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)).Status;
            reasons.Add(status == 200 ? null : gateway.Engine.Journal.Last()!.Kind);
        }

        SetPlan(gateway, plan => plan with { Stages = [new PlanStageModel(TestGateway.Api, "stg") { MethodThrottles = one }], Throttle = new Throttle(1, 2), Quota = new QuotaModel(0, QuotaPeriod.Day) });
        await CallAsync();
        await CallAsync();
        SetPlan(gateway, plan => plan with { Throttle = new Throttle(1, 2) });
        await CallAsync();
        await CallAsync();
        SetPlan(gateway, plan => plan);
        await CallAsync();
        await CallAsync();
        await gateway.CallAsync("GET", "/stg/open/x");
        Assert.Equal(429, (await gateway.CallAsync("GET", "/stg/open/x")).Status);

        // The quota is asked last, so a call that it refuses has taken its tokens; a throttled one took none of the wider limits'.
        Assert.Equal([ReasonKind.QuotaExhausted, ReasonKind.PlanMethodThrottled, null, ReasonKind.PlanThrottled, null, ReasonKind.StageThrottled], reasons);
        Assert.Equal(ReasonKind.AccountThrottled, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task RealLoadAtMoreThanTheRate_IsAdmittedAtTheRate()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { AccountThrottle = null }, clock: TimeProvider.System);
        gateway.Function.KeepsEvents = false;

        // A burst of a second: a machine that stops for less than that loses no tokens.
        const int rate = 150;
        SetPlan(gateway, plan => plan with { Throttle = new Throttle(rate, rate) });
        var (admitted, began) = (0, TimeProvider.System.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(3))
            {
                if ((await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)).Status == 200)
                {
                    Interlocked.Increment(ref admitted);
                }
            }
        }));

        var most = (TimeProvider.System.GetElapsedTime(began).TotalSeconds * rate) + rate;
        Assert.InRange(admitted, most * 0.99 - 2, most);
    }

    private static void SetPlan(TestGateway gateway, Func<PlanModel, PlanModel> change) => gateway.Keys.SetPlan(change(new PlanModel
    {
        Id = "plan01",
        Name = "basic",
        Stages = [new PlanStageModel(TestGateway.Api, "stg")],
    }));

    private static async Task<string> Statuses(TestGateway gateway, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            statuses[i] = (await gateway.CallAsync("GET", "/stg/jobs/1", TestGateway.KeyValue)).Status;
        }

        return string.Join(' ', statuses);
    }
}
