using System.Globalization;
using System.Text.Json;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Journal;

public sealed class JournalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BusyStage_LeavesTheHistoryOfOthersAlone()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { JournalOfStage = 4 }, clock: TimeProvider.System);
        gateway.Engine.Publish(TestGateway.Stage() with { StageName = "quiet" });
        await gateway.CallAsync("GET", "/quiet/open/once");
        await gateway.Client.GetAsync("/_aws/execute-api/unknown123/prod/x", Cancellation);
        for (var i = 0; i < 20; i++)
        {
            await gateway.CallAsync("GET", $"/stg/open/{i}");
        }

        Assert.Equal("/stg/open/19 /stg/open/18 /stg/open/17 /stg/open/16 /_aws/execute-api/unknown123/prod/x /quiet/open/once", await Paths(gateway, ""));
        Assert.Equal("/quiet/open/once", await Paths(gateway, "?stage=quiet"));
        Assert.Equal("/_aws/execute-api/unknown123/prod/x", await Paths(gateway, "?api=unknown123"));
    }

    [Fact]
    public async Task NewDeployment_KeepsTheHistoryAndADeletedStageTakesItAlong()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.CallAsync("GET", "/stg/open/before");

        gateway.Engine.Publish(TestGateway.Stage() with { DeploymentId = "dep456" });
        Assert.Equal("/stg/open/before", await Paths(gateway, ""));

        gateway.Engine.Withdraw(TestGateway.Api, "stg");
        Assert.Equal("", await Paths(gateway, ""));
    }

    [Fact]
    public void ManyStages_ShareTheCapacity()
    {
        var journal = new RequestJournal(new GatewayOptions(), TimeProvider.System);
        var rings = Enumerable.Range(0, 1000).Select(_ => new RequestRing()).ToArray();
        Assert.All(rings, journal.Add);
        Assert.Equal(0, rings.Sum(ring => ring.Capacity));

        Assert.All(rings, ring => journal.Enter(Record(ring, 200)));

        Assert.Equal((512, 512, 256, 16), (rings[0].Capacity, rings[63].Capacity, rings[64].Capacity, rings[^1].Capacity));
        Assert.Equal(74_304, rings.Sum(ring => ring.Capacity));
        Assert.Equal(1000, journal.Recent(5000, null).Count);

        journal.Remove(rings[0]);
        var next = new RequestRing();
        journal.Add(next);
        journal.Enter(Record(next, 200));
        Assert.Equal(16, next.Capacity);
    }

    [Fact]
    public void EnteringARequest_AllocatesNothing()
    {
        var journal = new RequestJournal(new GatewayOptions(), TimeProvider.System);
        var record = Record(new RequestRing(), 200);
        using var follower = journal.Follow(new RequestFilter { Status = 500 });
        journal.Enter(record);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++)
        {
            journal.Enter(record);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void KeptRequest_TakesLittleMemory()
    {
        var ring = new RequestRing();
        Record(ring, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var record = Record(ring, 200);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 100, 640);
        GC.KeepAlive(record);
    }

    [Fact]
    public async Task Follower_SeesRequestsAsTheyEnd()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.Client.GetAsync("/_gatehouse/requests?follow&status=403", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));

        await gateway.CallAsync("GET", "/stg/open/1");
        await gateway.CallAsync("GET", "/stg/jobs/2");
        await gateway.CallAsync("GET", "/stg/jobs/3");

        Assert.Equal(["/stg/jobs/2", "/stg/jobs/3"], [await PathOf(lines), await PathOf(lines)]);
    }

    [Fact]
    public async Task SlowFollower_LosesLinesAndIsToldHowMany()
    {
        var journal = new RequestJournal(new GatewayOptions(), TimeProvider.System);
        var ring = new RequestRing();
        using var follower = journal.Follow(RequestFilter.Everything)!;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                journal.Enter(Record(ring, 200));
            }
        })));
        var seen = await follower.NextAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(RequestFollower.Slots, seen.Count);
        Assert.Equal(40_000 - RequestFollower.Slots, follower.TakeLost());
        Assert.Empty(await follower.NextAsync(TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task FollowersBeyondTheLimit_AreRefusedUntilOneLeaves()
    {
        await using var gateway = await TestGateway.StartAsync();
        var followers = Enumerable.Range(0, 16).Select(_ => gateway.Engine.Journal.Follow(RequestFilter.Everything)!).ToList();

        using var refused = await gateway.Client.GetAsync("/_gatehouse/requests?follow", Cancellation);
        followers[0].Dispose();
        using var taken = await gateway.Client.GetAsync("/_gatehouse/requests?follow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal((429, 200), ((int)refused.StatusCode, (int)taken.StatusCode));
    }

    [Fact]
    public async Task LongNamesOfStrangers_AreKeptInPart()
    {
        await using var gateway = await TestGateway.StartAsync();
        var longName = new string('x', 5000);

        await gateway.Client.GetAsync($"/_aws/execute-api/{longName}/{longName}/y", Cancellation);
        await gateway.SendAsync("GET", $"/stg/{longName}");

        Assert.All(gateway.Engine.Journal.Recent(10, null), explanation => Assert.InRange(explanation.ToUtf8Json().Length, 1, 8000));
    }

    private static RequestRecord Record(RequestRing ring, int status) => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        ExtendedRequestId = "AAAAAAAAAAAAAAA=",
        StartedAt = DateTimeOffset.UnixEpoch,
        StartedTicks = 0,
        HttpMethod = "GET",
        Target = string.Create(CultureInfo.InvariantCulture, $"/jobs/{status}/with/a/path/of/usual/length"),
        EndedTicks = TimeProvider.System.GetTimestamp(),
        Status = status,
        Ring = ring,
    };

    private static async Task<string> PathOf(StreamReader lines)
    {
        var line = await lines.ReadLineAsync(Cancellation);
        return JsonDocument.Parse(line!).RootElement.GetProperty("path").GetString()!;
    }

    private static async Task<string> Paths(TestGateway gateway, string query)
    {
        var text = await gateway.Client.GetStringAsync("/_gatehouse/requests" + query, Cancellation);
        return string.Join(' ', JsonDocument.Parse(text).RootElement.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("path").GetString()));
    }
}
