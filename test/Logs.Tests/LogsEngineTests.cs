using Gatehouse.Core;
using Gatehouse.Services.Logs;
using Gatehouse.Storage.Sqlite;

namespace Gatehouse.Logs.Tests;

public sealed class LogsEngineTests
{
    [Fact]
    public async Task AppendedEvents_MakeTheirGroupAndStreamAndKeepTheirOrder()
    {
        await using var host = await LogsHost.StartAsync();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        for (var i = 0; i < 3000; i++)
        {
            host.Engine.Append("000000000000", "us-east-1", "/aws/lambda/f", $"2025/[$LATEST]{i % 2}", now, $"line {i}");
        }

        await host.Engine.FlushAsync(TestContext.Current.CancellationToken);

        var read = await host.PythonAsync(
            """
            for s in ('0', '1'):
                events = logs.get_log_events(logGroupName='/aws/lambda/f', logStreamName='2025/[$LATEST]' + s, startFromHead=True)['events']
                print([e['message'] for e in events] == ['line %d' % i for i in range(int(s), 3000, 2)])
            """);
        Assert.Equal("True\nTrue", read);
    }

    [Fact]
    public async Task EndedEngine_HasWrittenWhatWasQueued()
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteStore.Open(folder.In("state.db"), durable: false);
        await using (var engine = LogsEngine.Open(store, folder.In("logs"), TimeProvider.System))
        {
            for (var i = 0; i < 100; i++)
            {
                engine.Append("000000000000", "us-east-1", "g", "s", DateTimeOffset.UnixEpoch, $"{i}");
            }
        }

        await using var next = LogsEngine.Open(store, folder.In("logs"), TimeProvider.System);
        var group = await next.Groups.GetAsync(new Scope("000000000000", "us-east-1"), "g", TestContext.Current.CancellationToken);
        var spans = group.Log.Spans();

        Assert.Equal("s", group.FindStream(Assert.Single(spans).Key)!.Name);
        Assert.True(group.Log.StoredBytes > 100 * 33);
    }

    [Fact]
    public async Task FolderWithoutItsGroup_IsSweptAtStart()
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteStore.Open(folder.In("state.db"), durable: false);
        Directory.CreateDirectory(folder.In("logs/orphan"));
        await using (var engine = LogsEngine.Open(store, folder.In("logs"), TimeProvider.System))
        {
            engine.Append("000000000000", "us-east-1", "g", "s", DateTimeOffset.UnixEpoch, "m");
        }

        Assert.False(Directory.Exists(folder.In("logs/orphan")));
        Assert.Single(Directory.GetDirectories(folder.In("logs")));
    }

    [Fact]
    public async Task ExpiredEvents_AreNotReadAndTheirFilesGo()
    {
        var time = new ShiftedTime();
        await using var host = await LogsHost.StartAsync(time);
        host.Engine.Append("000000000000", "us-east-1", "g", "s", time.GetUtcNow(), "old");
        await host.Engine.FlushAsync(TestContext.Current.CancellationToken);
        await host.PythonAsync("logs.put_retention_policy(logGroupName='g', retentionInDays=3)");

        time.Shift = TimeSpan.FromDays(4);
        host.Engine.Append("000000000000", "us-east-1", "g", "s", time.GetUtcNow(), "new");
        await host.Engine.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal("['new'] ['new']", await host.PythonAsync(
            """
            print([e['message'] for e in logs.filter_log_events(logGroupName='g')['events']],
                  [e['message'] for e in logs.get_log_events(logGroupName='g', logStreamName='s')['events']])
            """));

        time.Shift = TimeSpan.FromDays(8);
        await host.PythonAsync("logs.put_retention_policy(logGroupName='g', retentionInDays=3)");
        Assert.Equal("0", await host.PythonAsync("print(logs.describe_log_groups()['logGroups'][0]['storedBytes'])"));
    }
}
