using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Gateway.Tests.Logging;

public sealed class StageLogsTests
{
    private static readonly StageLogName Name = new(TestGateway.Scope, "group");

    private readonly LogBook _book = new();

    [Fact]
    public async Task CleanStop_WritesAllThatIsQueued()
    {
        var logs = Start(1000);
        var target = new LogTarget(Name);

        for (var i = 0; i < 1000; i++)
        {
            logs.Append(target, [Event($"{i}")]);
        }

        await logs.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), _book.In("group"));
    }

    [Fact]
    public async Task WithoutRoom_LogSaysHowManyWereDropped()
    {
        _book.Full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var logs = Start(4);
        var (target, other) = (new LogTarget(Name), new LogTarget(Name with { Group = "other" }));
        logs.Append(target, [Event("taken")]);
        await _book.Reached.Task;

        for (var i = 0; i < 6; i++)
        {
            logs.Append(target, [Event($"{i}")]);
        }

        logs.Append(other, [Event("a"), Event("b"), Event("c")]);
        _book.Full.SetResult();
        await logs.DisposeAsync();

        Assert.Equal(["taken", "0", "1", "2", "3", "2 log events of this stage were dropped: they came faster than they could be written."], _book.In("group"));
        Assert.Equal(["3 log events of this stage were dropped: they came faster than they could be written."], _book.In("other"));
    }

    [Fact]
    public async Task LongLines_WaitInBoundedMemoryAndMakeRoomAgain()
    {
        _book.Full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var logs = new StageLogs(_book, TimeProvider.System, NullLogger<StageLogs>.Instance, mostCharacters: 10);
        var target = new LogTarget(Name);
        logs.Append(target, [Event("123"), Event("456")]);
        logs.Append(target, [Event("12345")]);
        logs.Append(target, [Event("7890")]);
        _book.Full.SetResult();
        while (_book.In("group").Length < 4)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        logs.Append(target, [Event("1234567890")]);
        await logs.DisposeAsync();

        Assert.Equal(["123", "456", "7890", "1 log events of this stage were dropped: they came faster than they could be written.", "1234567890"], _book.In("group"));
    }

    private StageLogs Start(int capacity) => new(_book, TimeProvider.System, NullLogger<StageLogs>.Instance, capacity);

    private static StageLogEvent Event(string message) => new(DateTimeOffset.UnixEpoch, message);
}
