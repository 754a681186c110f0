using System.Net;
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
        var busy = await OccupyAsync("""{"pause":"700"}""");
        await SendAsync("""{"print":"at last"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Refusals: 1 }]);

        Assert.Equal(HttpStatusCode.OK, (await busy).Status);
        _time.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync(async () => await PendingAsync() is []);
        await UntilAsync(() => _host.Logs.Text.Contains("out at last", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EventOlderThanSixHours_IsGivenUp()
    {
        var busy = await OccupyAsync("""{"pause":"700"}""");
        await SendAsync("""{"print":"too late"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Refusals: 1 }]);

        _time.Advance(TimeSpan.FromHours(6) + TimeSpan.FromSeconds(1));

        await UntilAsync(async () => await PendingAsync() is []);
        await busy;
        Assert.DoesNotContain("too late", _host.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventOfAFunctionWithZeroReserved_IsGivenUpAtOnce()
    {
        await _host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/later/concurrency", """{"ReservedConcurrentExecutions":0}""");

        await SendAsync("""{"print":"never"}""");

        await UntilAsync(async () => await PendingAsync() is []);
        Assert.DoesNotContain("never", _host.Logs.Text, StringComparison.Ordinal);
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

    /// <summary>Takes the function's only place.</summary>
    private async Task<Task<Reply>> OccupyAsync(string payload)
    {
        await _host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/later/concurrency", """{"ReservedConcurrentExecutions":1}""");
        var busy = _host.InvokeAsync("later", payload);
        await UntilAsync(() => _host.Logs.Text.Contains("START RequestId: ", StringComparison.Ordinal));
        return busy;
    }

    private int Attempts(string id) => Regex.Count(_host.Logs.Text, $"START RequestId: {id} ");

    private async Task<StoredEvent[]> PendingAsync()
    {
        var table = new Table<StoredEvent>(_host.Wire.Store, "lambda-events", LambdaRows.Default.StoredEvent);
        return [.. (await table.ListAsync(new Scope("000000000000", "us-east-1"), cancellation: TestContext.Current.CancellationToken)).Items];
    }

    private Task<Reply> SendAsync(string payload) => _host.SendEventAsync("later", payload);

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
