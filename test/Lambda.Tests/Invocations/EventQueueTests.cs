using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Storage;

namespace Gatehouse.Lambda.Tests.Invocations;

public sealed class EventQueueTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly LambdaHost _host;

    public EventQueueTests() => _host = new LambdaHost(null, _time, null);

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.CreateAsync("later");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Event_RunsAndLeavesTheStore()
    {
        var accepted = await SendAsync("""{"print":"delivered"}""");

        Assert.Equal((HttpStatusCode.Accepted, ""), (accepted.Status, accepted.Body));
        Assert.False(accepted.Headers.ContainsKey("X-Amz-Executed-Version"));
        await UntilAsync(() => _host.Logs.Text.Contains("out delivered", StringComparison.Ordinal));
        await UntilAsync(async () => await PendingAsync() is []);
    }

    [Fact]
    public async Task FailedEvent_IsTriedTwiceMoreUnderTheSameId()
    {
        var id = (await SendAsync("""{"error":"Custom"}""")).Headers["x-amzn-RequestId"];

        await UntilAsync(async () => await PendingAsync() is [{ Failures: 1 }]);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, Attempts(id));
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(async () => await PendingAsync() is [{ Failures: 2 }]);
        _time.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => await PendingAsync() is []);

        await UntilAsync(() => Attempts(id) == 3);
    }

    [Fact]
    public async Task ThrottledEvent_WaitsUntilThereIsRoom()
    {
        await _host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/later/concurrency", """{"ReservedConcurrentExecutions":0}""");
        await SendAsync("""{"print":"at last"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Refusals: 1 }]);

        await _host.SendAsync(HttpMethod.Delete, "/2017-10-31/functions/later/concurrency");
        _time.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync(async () => await PendingAsync() is []);
        await UntilAsync(() => _host.Logs.Text.Contains("out at last", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EventOlderThanSixHours_IsGivenUp()
    {
        await _host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/later/concurrency", """{"ReservedConcurrentExecutions":0}""");
        await SendAsync("{}");
        await UntilAsync(async () => await PendingAsync() is [{ Refusals: 1 }]);

        _time.Advance(TimeSpan.FromHours(6));

        await UntilAsync(async () => await PendingAsync() is []);
    }

    [Fact]
    public async Task AcceptedEvent_SurvivesARestart()
    {
        await SendAsync("""{"error":"Custom"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Failures: 1 }]);

        await using var next = await _host.RestartAsync();
        Assert.Single(await PendingAsync());
        _time.Advance(TimeSpan.FromMinutes(1));

        await UntilAsync(async () => await PendingAsync() is [{ Failures: 2 }]);
        Assert.Contains("START RequestId: ", next.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventOfADeletedFunction_IsGivenUp()
    {
        await SendAsync("""{"error":"Custom"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Failures: 1 }]);
        await _host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/later");

        _time.Advance(TimeSpan.FromMinutes(1));

        await UntilAsync(async () => await PendingAsync() is []);
    }

    private int Attempts(string id) => Regex.Count(_host.Logs.Text, $"START RequestId: {id} ");

    private async Task<StoredEvent[]> PendingAsync()
    {
        var table = new Table<StoredEvent>(_host.Wire.Store, "lambda-events", LambdaRows.Default.StoredEvent);
        return [.. (await table.ListAsync(new Scope("000000000000", "us-east-1"), cancellation: TestContext.Current.CancellationToken)).Items];
    }

    private async Task<Reply> SendAsync(string payload)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/later/invocations") { Content = new StringContent(payload) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=000000000000/20250101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature={new string('0', 64)}");
        request.Headers.Add("X-Amz-Invocation-Type", "Event");
        using var response = await _host.Wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
