using System.Text.Json;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Telemetry;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class TelemetryTests
{
    private const string Mark = "watcher telemetry ";

    [Theory]
    [InlineData("HTTP")]
    [InlineData("TCP")]
    public async Task ASubscriber_IsToldOfEverythingInOrderWithItsFigures(string protocol)
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, protocol);

        var answer = await pool.SendAsync("""{"print":"hello"}""", new InvocationOptions { TraceId = "Root=1-2-3" });
        await Eventually.True(() => Events(machine).Any(told => Type(told) == "platform.report"));

        Assert.Contains("watcher subscribed 200 \"OK\"\n", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("TELEMETRY\tName: watcher\tState: Subscribed\tTypes: [Platform, Function]\n", machine.Logs.Text, StringComparison.Ordinal);
        var events = Events(machine);
        string[] platform = [.. events.Select(Type).Where(type => type != "function")];
        Assert.Equal(
            ["platform.initStart", "platform.telemetrySubscription", "platform.initRuntimeDone", "platform.extension", "platform.initReport", "platform.start", "platform.runtimeDone", "platform.report"],
            platform);
        Assert.Equal(["the runtime starts\n", "hello\n"], events.Where(told => Type(told) == "function").Select(told => told.GetProperty("record").GetString()));
        var start = Record(events, "platform.start");
        Assert.Equal((answer.RequestId, "Root=1-2-3"), (start.GetProperty("requestId").GetString(), start.GetProperty("tracing").GetProperty("value").GetString()));
        var done = Record(events, "platform.runtimeDone");
        Assert.Equal(("success", answer.Text.Length), (done.GetProperty("status").GetString(), done.GetProperty("metrics").GetProperty("producedBytes").GetInt32()));
        var report = Record(events, "platform.report");
        var metrics = report.GetProperty("metrics");
        Assert.Equal((answer.RequestId, "success", 512), (report.GetProperty("requestId").GetString(), report.GetProperty("status").GetString(), metrics.GetProperty("memorySizeMB").GetInt32()));
        Assert.All((string[])["durationMs", "billedDurationMs", "maxMemoryUsedMB", "initDurationMs"], name => Assert.True(metrics.GetProperty(name).GetDouble() > 0));
        Assert.All(events, told => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", told.GetProperty("time").GetString()!));
    }

    [Fact]
    public async Task ASubscriberOfTheLogsApi_GetsItsOlderEvents()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, "LOGS");

        await pool.CallAsync("x");
        await Eventually.True(() => Events(machine).Any(told => Type(told) == "platform.report"));

        Assert.Contains("LOGS\tName: watcher\tState: Subscribed\tTypes: [Platform, Function]\n", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["platform.logsSubscription", "function", "platform.extension", "platform.start", "platform.runtimeDone", "platform.end", "platform.report"],
            Events(machine).Select(Type));
    }

    [Fact]
    public async Task TheReportOfATimeout_ReachesASubscriberBeforeItsEnd()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, "HTTP", TimeSpan.FromSeconds(1));

        await pool.SendAsync("""{"pause":60000}""", default);
        await Eventually.True(() => machine.Logs.Text.Contains("watcher ends", StringComparison.Ordinal));

        Assert.Equal("timeout", Record(Events(machine), "platform.runtimeDone").GetProperty("status").GetString());
        Assert.Equal("timeout", Record(Events(machine), "platform.report").GetProperty("status").GetString());
    }

    [Fact]
    public async Task ASubscription_ComesTooLateAfterTheStartAndNeedsAnExtension()
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var pool = await machine.OpenAsync(revision => revision with { MemoryMegabytes = 512, Timeout = TimeSpan.FromSeconds(20), Environment = new Dictionary<string, string> { ["INTERNAL"] = "yes" } });

        var answer = await pool.SendAsync("""{"calls":[["PUT","/2022-07-01/telemetry","{}",{}],["PUT","/2020-08-15/logs","{}",{"Lambda-Extension-Identifier":"x"}]]}""", default);

        Assert.Contains("Extension.MissingExtensionIdentifier", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Extension.InvalidExtensionIdentifier", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("[]", "The request is not a JSON object")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":[],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain"}}""", "types should not be empty; URI port is not provided")]
    [InlineData("""{"types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox:80"}}""", "schemaVersion is not provided")]
    [InlineData("""{"schemaVersion":"1999-01-01","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox:80"}}""", "schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["all"],"destination":{"protocol":"HTTP","URI":"http://sandbox:80"}}""", "types should be of platform, function, extension")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"]}""", "destination is not provided")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"UDP","URI":"http://sandbox:80"}}""", "protocol should be HTTP or TCP")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://example.com:80"}}""", "URI host should be sandbox.localdomain")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"HTTP","URI":"https://sandbox:80"}}""", "URI scheme should be http")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox:9001"}}""", "URI port 9001 is reserved")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"TCP","port":0}}""", "port is not valid")]
    [InlineData("""{"schemaVersion":"2022-07-01","types":["platform"],"destination":{"protocol":"TCP","port":81},"buffering":{"maxItems":999,"maxBytes":1048577,"timeoutMs":24}}""", "maxItems should be between 1000 and 10000; maxBytes should be between 262144 and 1048576; timeoutMs should be between 25 and 30000")]
    public void AWrongSubscription_IsToldEverythingThatIsWrong(string body, string? fault)
    {
        var (subscription, told) = SubscriptionRequest.Read(System.Text.Encoding.UTF8.GetBytes(body), isLogs: false);

        Assert.Null(subscription);
        Assert.True(fault is null ? told.Length > 0 : told == fault, told);
    }

    [Fact]
    public async Task ASubscriberThatDoesNotListen_CostsBoundedMemoryAndHearsHowMuchItMissed()
    {
        var destination = new Gate();
        var subscription = new TelemetrySubscription { Types = ["platform", "function"], IsTcp = true, Port = 1, IsLogs = false, Timeout = TimeSpan.FromMilliseconds(25) };
        using var subscriber = new TelemetrySubscriber(subscription, destination, TimeProvider.System);
        var item = TelemetryEvents.Write("function", DateTimeOffset.UnixEpoch, new string('x', 1000));

        for (var i = 0; i < 5000; i++)
        {
            subscriber.Add(item);
        }

        destination.Open();

        // The first batch may have left while there was more to come: then it hears of what was dropped in two parts.
        long Dropped(string what) => destination.Taken
            .Where(told => told.Contains("platform.logsDropped", StringComparison.Ordinal))
            .Sum(told => JsonDocument.Parse(told).RootElement.GetProperty("record").GetProperty(what).GetInt64());
        await Eventually.True(() => destination.Taken.Count(told => told.Contains("xxx", StringComparison.Ordinal)) + Dropped("droppedRecords") == 5000);
        Assert.InRange(Dropped("droppedRecords"), 1, 5000);
        Assert.Equal(item.Length * Dropped("droppedRecords"), Dropped("droppedBytes"));
        Assert.InRange(destination.LargestBytes, 1, (2 * subscription.MaxBytes) + 1000);
    }

    [Theory]
    [InlineData("HTTP")]
    [InlineData("TCP")]
    public async Task TheReportOfTheLastInvocation_ReachesASubscriberBeforeItsSandboxIsFrozen(string protocol)
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(PythonImage.Of("watcher"), time);
        var pool = await OpenAsync(machine, protocol, buffer: "30000");

        var answer = await pool.CallAsync("x");
        await Eventually.True(() => pool.Snapshot() is [{ Phase: SandboxPhase.Idle }]);
        var looks = 0;
        await Eventually.True(() =>
        {
            // Once, and again a second later should the sandbox not have been watched yet: it must not be late for its subscriber.
            if (looks++ % 200 == 0)
            {
                time.Advance(Freezer.Patience);
            }

            return Events(machine).Any(told => Type(told) == "platform.report");
        });
        await Eventually.True(() =>
        {
            time.Advance(Freezer.Patience / 2);
            return Leftovers.Frozen(machine.Folder) == 1;
        });

        Assert.Equal(answer.RequestId, Record(Events(machine), "platform.report").GetProperty("requestId").GetString());
        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task ASandboxWhoseSubscriberIsNotThere_IsFrozenAllTheSame()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, "NOBODY");
        for (var call = 0; call < 2; call++)
        {
            Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
            await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);
        }

        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task ASubscriberThatStandsStill_IsNotTriedAgainUntilItGoesOn()
    {
        var time = new ManualTime();
        var destination = new Gate();
        using var stream = new TelemetryStream(time);
        stream.Add("x", new TelemetrySubscriber(new TelemetrySubscription { Types = ["function"], IsTcp = true, Port = 1, IsLogs = false, Timeout = TimeSpan.FromSeconds(30) }, destination, time));
        stream.Printed(LogSource.Function, "before");

        Assert.False(stream.TryRest(idleSince: 1, isLate: false));
        await Eventually.True(() => destination.Tries == 1);
        Assert.False(stream.TryRest(idleSince: 1, isLate: false));
        Assert.True(stream.TryRest(idleSince: 1, isLate: true));
        stream.Printed(LogSource.Function, "meanwhile");
        destination.Open();
        for (var second = 0; second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(destination.Taken);
        stream.Resume();
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return destination.Taken.Count == 2;
        });
        await Eventually.True(() => stream.TryRest(idleSince: 2, isLate: false));
        Assert.Equal(3, destination.Tries);
    }

    private static Task<FunctionPool> OpenAsync(Machine machine, string protocol, TimeSpan? timeout = null, string buffer = "25") => machine.OpenAsync(revision => revision with
    {
        MemoryMegabytes = 512,
        Timeout = timeout ?? TimeSpan.FromSeconds(20),
        Environment = new Dictionary<string, string> { ["SUBSCRIBE"] = protocol, ["BUFFER"] = buffer },
    });

    private static JsonElement[] Events(Machine machine) =>
    [
        .. machine.Logs.Events.Where(logged => logged.Message.StartsWith(Mark, StringComparison.Ordinal)).Select(logged => JsonDocument.Parse(logged.Message[Mark.Length..]).RootElement),
    ];

    private static string Type(JsonElement told) => told.GetProperty("type").GetString()!;

    private static JsonElement Record(JsonElement[] events, string type) => events.First(told => Type(told) == type).GetProperty("record");

    /// <summary>Takes nothing until it is opened.</summary>
    private sealed class Gate : ITelemetryDestination
    {
        private readonly Lock _gate = new();
        private readonly List<string> _taken = [];
        private volatile bool _isOpen;

        private int _tries;

        internal int LargestBytes { get; private set; }

        internal int Tries => Volatile.Read(ref _tries);

        internal IReadOnlyList<string> Taken
        {
            get
            {
                lock (_gate)
                {
                    return [.. _taken];
                }
            }
        }

        internal void Open() => _isOpen = true;

        public Task<bool> TrySendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _tries);
            if (_isOpen)
            {
                lock (_gate)
                {
                    LargestBytes = Math.Max(LargestBytes, events.Sum(told => told.Length));
                    _taken.AddRange(events.Select(told => System.Text.Encoding.UTF8.GetString(told)));
                }
            }

            return Task.FromResult(_isOpen);
        }

        public void Dispose()
        {
        }
    }
}
