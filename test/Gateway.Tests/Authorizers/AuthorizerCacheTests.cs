using System.Text;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Authorizers;

// source: spec, REST data plane 4.2; what is not recorded is marked at the code
public sealed class AuthorizerCacheTests
{
    [Fact]
    public async Task Answer_IsRememberedForItsTime()
    {
        await using var api = await GuardedApi.StartAsync();

        Assert.Equal(200, (await api.CallAsync()).Status);
        api.Gateway.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Equal(1, api.Authorizer.Calls);
        Assert.True(api.Gateway.Engine.Journal.Last()!.Detail().Authorizer!.Cached);

        api.Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Equal(2, api.Authorizer.Calls);
    }

    [Fact]
    public async Task ZeroSeconds_RememberNothing()
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Token with { ResultTimeToLive = TimeSpan.Zero });

        await api.CallAsync();
        await api.CallAsync();

        Assert.Equal(2, api.Authorizer.Calls);
    }

    [Fact]
    public async Task RememberedPolicy_IsAppliedToEachRequestsOwnMethod()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", GuardedApi.Methods + "GET/guarded/a"));

        Assert.Equal(200, (await api.CallAsync("/stg/guarded/a")).Status);
        Assert.Equal(403, (await api.CallAsync("/stg/guarded/b")).Status);
        Assert.Equal(403, (await api.CallAsync("/stg/guarded/a", verb: "POST")).Status);
        Assert.Equal(1, api.Authorizer.Calls);
        var reason = api.Gateway.Engine.Journal.Last()!.Reason!;
        Assert.Contains("remembered", reason.Explain(), StringComparison.Ordinal);
        Assert.Contains("authorizer_result_ttl_in_seconds = 0", reason.Terraform(new RequestPlace("abc123defg", "stg", null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_AreNotRemembered()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Outcome = FunctionOutcome.FunctionError;
        Assert.Equal(500, (await api.CallAsync()).Status);

        api.Authorizer.Outcome = FunctionOutcome.Replied;
        Assert.Equal(200, (await api.CallAsync()).Status);
    }

    [Fact]
    public async Task OtherIdentity_IsAskedFor()
    {
        await using var api = await GuardedApi.StartAsync();

        await api.CallAsync(token: "a");
        await api.CallAsync(token: "b");
        await api.CallAsync(token: "a");

        Assert.Equal(2, api.Authorizer.Calls);
    }

    [Fact]
    public async Task EverySourceOfARequest_CountsTowardsItsIdentity()
    {
        await using var api = await GuardedApi.StartAsync(
            GuardedApi.Request with { IdentitySource = "method.request.header.X-A, method.request.querystring.q, stageVariables.color, context.httpMethod" },
            stage => stage with { Variables = new Dictionary<string, string> { ["color"] = "red" } });

        async Task Call(string a, string query, string verb = "GET")
        {
            using var response = await api.SendAsync("/stg/guarded/x?" + query, change: request => request.Headers.Add("x-a", a), verb: verb);
            Assert.Equal(200, (int)response.StatusCode);
        }

        await Call("1", "q=1");
        await Call("1", "q=1&other=2");
        await Call("1", "other=2&q=%31");
        Assert.Equal(1, api.Authorizer.Calls);

        await Call("2", "q=1");
        await Call("1", "q=2");
        await Call("1", "q=2&q=1");
        await Call("1", "q=1", "POST");
        Assert.Equal(5, api.Authorizer.Calls);
    }

    [Fact]
    public async Task Flush_ForgetsAndLetsNoAnswerBackThatWasAskedForBefore()
    {
        await using var api = await GuardedApi.StartAsync();
        await api.CallAsync();
        Assert.True(api.Gateway.Engine.FlushAuthorizers(TestGateway.Api, "stg"));
        Assert.False(api.Gateway.Engine.FlushAuthorizers(TestGateway.Api, "other"));
        api.Authorizer.Wait = (_, _) => Task.FromResult(api.Gateway.Engine.FlushAuthorizers(TestGateway.Api, "stg"));
        await api.CallAsync();
        api.Authorizer.Wait = null;
        Assert.Equal(2, api.Authorizer.Calls);

        await api.CallAsync();
        Assert.Equal(3, api.Authorizer.Calls);
        await api.CallAsync();
        Assert.Equal(3, api.Authorizer.Calls);
    }

    [Fact]
    public async Task PublishingAgain_KeepsAnswersOfWhatDidNotChange()
    {
        await using var api = await GuardedApi.StartAsync();
        await api.CallAsync();

        api.Gateway.Engine.Publish(GuardedApi.Stage(TestGateway.Stage(), GuardedApi.Token with { Name = GuardedApi.Token.Name }) with { DeploymentId = "dep124" });
        await api.CallAsync();
        Assert.Equal(1, api.Authorizer.Calls);

        api.Gateway.Engine.Publish(GuardedApi.Stage(TestGateway.Stage(), GuardedApi.Token with { ResultTimeToLive = TimeSpan.FromSeconds(10) }));
        await api.CallAsync();
        Assert.Equal(2, api.Authorizer.Calls);
    }

    [Fact]
    public async Task StagesOfOneApi_RememberForThemselves()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Gateway.Engine.Publish(GuardedApi.Stage(TestGateway.Stage(), GuardedApi.Token) with { StageName = "other" });

        await api.CallAsync();
        await api.CallAsync("/other/guarded");

        Assert.Equal(2, api.Authorizer.Calls);
    }

    [Fact]
    public async Task CallersOfOneIdentityAtOnce_ShareOneInvocation()
    {
        await using var api = await GuardedApi.StartAsync();
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        api.Authorizer.Wait = (_, _) =>
        {
            asked.TrySetResult();
            return goOn.Task;
        };

        var first = api.CallAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 20).Select(_ => api.CallAsync()).ToArray();
        goOn.SetResult();

        Assert.All(await Task.WhenAll(others.Append(first)), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, api.Authorizer.Calls);
    }

    [Fact]
    public async Task FailureOfTheFirst_IsNotTheOthersFailure()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Outcome = FunctionOutcome.FunctionError;
        var calls = 0;
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        api.Authorizer.Wait = (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                asked.SetResult();
                return goOn.Task;
            }

            api.Authorizer.Outcome = FunctionOutcome.Replied;
            return Task.CompletedTask;
        };

        var first = api.CallAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var second = api.CallAsync();
        goOn.SetResult();

        Assert.Equal((500, 200), ((await first).Status, (await second).Status));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void NumberOfAnswers_IsBounded()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var cache = new AuthorizerCache(TimeSpan.FromSeconds(300), time);
        var result = Result("{}");
        for (var i = 0; i < AuthorizerCache.MostEntries + 50; i++)
        {
            cache.Keep(Key(i), result, cache.Generation);
        }

        Assert.Equal(AuthorizerCache.MostEntries, cache.Count);
        Assert.Null(cache.Find(Key(49)));
        Assert.NotNull(cache.Find(Key(50)));

        time.Advance(TimeSpan.FromSeconds(300));
        cache.Keep(Key(-1), result, cache.Generation);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void SizeOfAnswers_IsBounded()
    {
        var cache = new AuthorizerCache(TimeSpan.FromSeconds(300), new ManualTime(DateTimeOffset.UnixEpoch));
        var large = Result($$"""{"text":"{{new string('x', 1024 * 1024)}}"}""");
        for (var i = 0; i < 40; i++)
        {
            cache.Keep(Key(i), large, cache.Generation);
        }

        Assert.Equal(31, cache.Count);
    }

    private static KeyDigest Key(int number) => KeyDigest.Of(BitConverter.GetBytes(number));

    private static AuthorizerResult Result(string context) =>
        AuthorizerResult.TryParse(Encoding.UTF8.GetBytes(GuardedApi.Policy("Allow", "*", $",\"context\":{context}")), out _, out _)!;
}
