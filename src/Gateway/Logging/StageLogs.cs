using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Gateway.Logging;

/// <summary>
/// Carries what stages log from their requests to the store: requests put events into a bounded queue and never wait, one writer takes
/// them out in batches. What finds no room is counted, and the log that lost it says how much that was. One per server.
/// </summary>
public sealed partial class StageLogs : IAsyncDisposable
{
    // Seconds of a machine that serves and logs as fast as it can.
    private const int QueuedRequests = 32_768;

    // Lines of data are long: what waits must not be what fills the server's memory.
    private const long QueuedCharacters = 32 * 1024 * 1024;

    // Readers ask for lines within a second; waking a thread for each of thousands would cost the requests themselves.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly Channel<Queued> _queue;
    private readonly ConcurrentQueue<LogTarget> _lossy = new();
    private readonly IStageLogSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger<StageLogs> _log;
    private readonly long _mostCharacters;
    private readonly Task _writing;
    private long _characters;

    public StageLogs(IStageLogSink sink, TimeProvider time, ILogger<StageLogs> log, int capacity = QueuedRequests, long mostCharacters = QueuedCharacters)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(time);
        (_sink, _time, _log, _mostCharacters) = (sink, time, log, mostCharacters);
        _queue = Channel.CreateBounded<Queued>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writing = WriteAsync();
    }

    /// <summary>Writes what is queued, then ends. The sink must still be there.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    /// <summary>The events of one request stay together.</summary>
    internal void Append(LogTarget target, IReadOnlyList<StageLogEvent> events)
    {
        var length = Length(events);
        if (Interlocked.Add(ref _characters, length) <= _mostCharacters && _queue.Writer.TryWrite(new Queued(target, events)))
        {
            return;
        }

        Interlocked.Add(ref _characters, -length);
        if (target.Drop(events.Count))
        {
            _lossy.Enqueue(target);
        }
    }

    private static long Length(IReadOnlyList<StageLogEvent> events)
    {
        var length = 0L;
        for (var i = 0; i < events.Count; i++)
        {
            length += events[i].Message.Length;
        }

        return length;
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            // The machine's time, also where a test moves the clock.
            await Task.Delay(Linger, TimeProvider.System);
            while (_queue.Reader.TryRead(out var queued))
            {
                await AppendAsync(queued.Target.Name, queued.Events);
                Interlocked.Add(ref _characters, -Length(queued.Events));
            }

            await TellLossesAsync();
        }

        await TellLossesAsync();
    }

    private async Task TellLossesAsync()
    {
        while (_lossy.TryDequeue(out var target))
        {
            var text = $"{target.TakeDropped()} log events of this stage were dropped: they came faster than they could be written.";
            await AppendAsync(target.Name, [new StageLogEvent(_time.GetUtcNow(), text)]);
        }
    }

    private async ValueTask AppendAsync(StageLogName name, IReadOnlyList<StageLogEvent> events)
    {
        try
        {
            await _sink.AppendAsync(name, events);
        }
        catch (Exception problem)
        {
            // The loop serves every stage: one log that cannot be written must not end it.
            Log.Failed(_log, problem, events.Count, name.Group);
        }
    }

    private readonly record struct Queued(LogTarget Target, IReadOnlyList<StageLogEvent> Events);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} log events of a stage could not be written to {Group}.")]
        public static partial void Failed(ILogger logger, Exception problem, int count, string group);
    }
}
