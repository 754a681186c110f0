using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Storage;

namespace Gatehouse.Lambda.Tests.Invocations;

/// <summary>What functions are told about the events of others. The record is read from the store, where it waits for a function that is kept busy.</summary>
public sealed class DestinationTests : IAsyncLifetime
{
    private static readonly Scope s_scope = new("000000000000", "us-east-1");

    private readonly ManualTime _time = new();
    private readonly LambdaHost _host;

    public DestinationTests() => _host = new LambdaHost(null, _time, null);

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.CreateAsync("source");
        await _host.CreateAsync("told");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task ProcessedEvent_IsToldToTheFunctionForSuccess()
    {
        await ConfigureAsync("""{"DestinationConfig":{"OnSuccess":{"Destination":"TOLD"}}}""");
        var busy = await OccupyAsync("told");

        var id = await SendAsync("""{"args":"", "note":[1,"é"]}""");
        var record = await RecordAsync();

        Assert.Equal(
            $$$"""{"version":"1.0","requestContext":{"requestId":"{{{id}}}","functionArn":"{{{LambdaHost.Arn}}}source:$LATEST","condition":"Success","approximateInvokeCount":1},"requestPayload":{"args":"","note":[1,"é"]},"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},"responsePayload":"/actor|one|"}""",
            Text(record));
        await busy;
        _time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(async () => await PendingAsync() is []);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$", (string?)record["timestamp"]);
    }

    [Fact]
    public async Task EventWhoseRetriesFail_IsToldToTheFunctionForFailure()
    {
        await ConfigureAsync("""{"MaximumRetryAttempts":1,"DestinationConfig":{"OnFailure":{"Destination":"TOLD"}}}""");
        var busy = await OccupyAsync("told");

        var id = await SendAsync("""{"error":"Custom"}""");
        await UntilAsync(async () => await PendingAsync() is [{ Failures: 1 }]);
        _time.Advance(TimeSpan.FromMinutes(1));
        var record = await RecordAsync();

        Assert.Equal("RetriesExhausted", (string?)record["requestContext"]!["condition"]);
        Assert.Equal(2, (int?)record["requestContext"]!["approximateInvokeCount"]);
        Assert.Equal(id, (string?)record["requestContext"]!["requestId"]);
        Assert.Equal("""{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"}""", record["responseContext"]!.ToJsonString());
        Assert.Equal("Custom", (string?)record["responsePayload"]!["errorType"]);
        await busy;
    }

    [Fact]
    public async Task EventWithoutRetries_IsGivenUpAfterItsFirstFailure()
    {
        await ConfigureAsync("""{"MaximumRetryAttempts":0}""");

        var id = await SendAsync("""{"error":"Custom"}""");

        await UntilAsync(async () => Attempts(id) == 1 && await PendingAsync() is []);
    }

    [Fact]
    public async Task EventPastItsOwnAge_IsToldAsTooOld()
    {
        await ConfigureAsync("""{"MaximumEventAgeInSeconds":60,"DestinationConfig":{"OnFailure":{"Destination":"TOLD"}}}""");
        var busy = await OccupyAsync("told");
        var other = await OccupyAsync("source");

        await SendAsync("{}");
        await UntilAsync(async () => await PendingAsync() is [{ Refusals: 1 }]);
        _time.Advance(TimeSpan.FromSeconds(61));
        var record = await RecordAsync();

        Assert.Equal("EventAgeExceeded", (string?)record["requestContext"]!["condition"]);
        Assert.Equal(0, (int?)record["requestContext"]!["approximateInvokeCount"]);
        Assert.Null(record["responseContext"]);
        await Task.WhenAll(busy, other);
    }

    [Fact]
    public async Task EventOfAFunctionWithZeroReserved_IsToldWithoutAnAttempt()
    {
        await ConfigureAsync("""{"DestinationConfig":{"OnFailure":{"Destination":"TOLD"}}}""");
        var busy = await OccupyAsync("told");
        await ReserveAsync("source", 0);

        await SendAsync("{}");
        var record = await RecordAsync();

        Assert.Equal("ZeroReservedConcurrency", (string?)record["requestContext"]!["condition"]);
        Assert.Null(record["responsePayload"]);
        await busy;
    }

    [Fact]
    public async Task FunctionsThatTellEachOther_AreStoppedAfterSixteenRounds()
    {
        await ConfigureAsync("""{"DestinationConfig":{"OnSuccess":{"Destination":"TOLD"}}}""");
        await _host.StopAsync();
        await Events.PutAsync(s_scope, "round", new StoredEvent
        {
            FunctionName = "source",
            RequestId = "round",
            Payload = "{}"u8.ToArray(),
            TraceId = "Root=1-00000000-000000000000000000000000",
            Accepted = _time.GetUtcNow(),
            Due = _time.GetUtcNow(),
            Path = [.. Enumerable.Repeat<string[]>(["source", "told"], 16).SelectMany(round => round)],
        }, TestContext.Current.CancellationToken);

        await using var next = await _host.RestartAsync();

        await UntilAsync(async () => await PendingAsync() is []);
        Assert.Single(Regex.Matches(next.Logs.Text, "START RequestId: "));
    }

    [Fact]
    public async Task WaitingRecord_SurvivesARestart()
    {
        await ConfigureAsync("""{"DestinationConfig":{"OnSuccess":{"Destination":"TOLD"}}}""");
        var busy = await OccupyAsync("told");
        await SendAsync("{}");
        await RecordAsync();
        await busy;

        await using var next = await _host.RestartAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        await UntilAsync(async () => await PendingAsync() is []);
        Assert.Contains("START RequestId: ", next.Logs.Text, StringComparison.Ordinal);
    }

    private Table<StoredEvent> Events => new(_host.Wire.Store, "lambda-events", LambdaRows.Default.StoredEvent);

    private async Task ConfigureAsync(string settings)
    {
        var set = await _host.SendAsync(HttpMethod.Put, "/2019-09-25/functions/source/event-invoke-config",
            settings.Replace("TOLD", LambdaHost.Arn + "told", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, set.Status);
    }

    private Task<Reply> ReserveAsync(string name, int executions) =>
        _host.SendAsync(HttpMethod.Put, $"/2017-10-31/functions/{name}/concurrency", $$"""{"ReservedConcurrentExecutions":{{executions}}}""");

    /// <summary>Takes the function's only place for a while.</summary>
    private async Task<Task<Reply>> OccupyAsync(string name)
    {
        await ReserveAsync(name, 1);
        var before = Regex.Count(_host.Logs.Text, "START RequestId: ");
        var busy = _host.InvokeAsync(name, """{"pause":"1500"}""");
        await UntilAsync(() => Task.FromResult(Regex.Count(_host.Logs.Text, "START RequestId: ") > before));
        return busy;
    }

    private int Attempts(string id) => Regex.Count(_host.Logs.Text, $"START RequestId: {id} ");

    private async Task<JsonNode> RecordAsync()
    {
        StoredEvent? record = null;
        await UntilAsync(async () => (record = (await PendingAsync()).SingleOrDefault(pending => pending.FunctionName == "told")) is not null);
        Assert.Equal(["source"], record!.Path!);
        return JsonNode.Parse(record.Payload)!;
    }

    private static string Text(JsonNode record)
    {
        var rest = record.DeepClone();
        rest.AsObject().Remove("timestamp");
        return rest.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private async Task<StoredEvent[]> PendingAsync()
    {
        return [.. (await Events.ListAsync(s_scope, cancellation: TestContext.Current.CancellationToken)).Items];
    }

    private async Task<string> SendAsync(string payload)
    {
        var accepted = await _host.SendEventAsync("source", payload);
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        return accepted.Headers["x-amzn-RequestId"];
    }

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
