using System.Threading.Channels;
using Gatehouse.Core;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Segments;
using Gatehouse.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Services.Logs;

/// <summary>The log store behind the service: what functions and stages write goes in here without waiting.</summary>
public sealed partial class LogsEngine : IAsyncDisposable
{
    // Some seconds of a machine that does nothing but log. Beyond it events are dropped, and counted in our own log.
    private const int QueuedEvents = 65536;
    private const int EventsPerWrite = 4096;

    // Thousands of short invocations a second must not wake a thread and write a file for each of their lines.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Queued> _queue = Channel.CreateBounded<Queued>(new BoundedChannelOptions(QueuedEvents) { SingleReader = true });
    private readonly Task _writing;
    private readonly Task _trimming;
    private long _dropped;

    private LogsEngine(IStore store, string folder, TimeProvider time, ILogger log)
    {
        _time = time;
        _log = log;
        Groups = new GroupDirectory(store, folder, time);
        ResourcePolicies = new Table<Policies.ResourcePolicyRow>(store, "log-resource-policy", LogsRows.Default.ResourcePolicyRow);
        _writing = WriteAsync();
        _trimming = TrimAsync();
    }

    internal GroupDirectory Groups { get; }

    internal Table<Policies.ResourcePolicyRow> ResourcePolicies { get; }

    internal TimeProvider Time => _time;

    /// <param name="folder">Where the events lie; made when missing. It belongs to this process alone.</param>
    public static LogsEngine Open(IStore store, string folder, TimeProvider time, ILogger? log = null) => new(store, folder, time, log ?? NullLogger.Instance);

    /// <summary>
    /// Appends one event; group and stream are created when missing. Returns at once, and keeps the order of calls for one
    /// stream. Readers see the event as soon as the writer has taken it, within tens of milliseconds.
    /// </summary>
    public void Append(string account, string region, string group, string stream, DateTimeOffset time, string message)
    {
        // AWS takes no empty message; a blank line of a function is nothing to keep.
        if (message.Length > 0 && !_queue.Writer.TryWrite(new Queued(new Scope(account, region), group, stream, time.ToUnixTimeMilliseconds(), message, null)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>As <see cref="Append"/>, but waits for room where there is none: nothing is dropped.</summary>
    public ValueTask AppendAsync(string account, string region, string group, string stream, DateTimeOffset time, string message) =>
        message.Length == 0 ? ValueTask.CompletedTask : _queue.Writer.WriteAsync(new Queued(new Scope(account, region), group, stream, time.ToUnixTimeMilliseconds(), message, null));

    /// <summary>Returns when everything that was appended before can be read.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Queued(default, "", "", 0, "", flushed), cancellation);
        await flushed.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        await _stopping.CancelAsync();
        await _trimming;
        _stopping.Dispose();
        Groups.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Queued>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            // The machine's time, also where a test moves the clock.
            await Task.Delay(Linger, TimeProvider.System);
            batch.Clear();
            while (batch.Count < EventsPerWrite && _queue.Reader.TryRead(out var queued))
            {
                batch.Add(queued);
            }

            foreach (var group in batch.Where(queued => queued.Flushed is null).GroupBy(queued => (queued.Scope, queued.Group)))
            {
                await WriteAsync(group.Key.Scope, group.Key.Group, group);
            }

            foreach (var queued in batch)
            {
                queued.Flushed?.SetResult();
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Log.Dropped(_log, dropped);
            }
        }
    }

    private async Task WriteAsync(Scope scope, string name, IEnumerable<Queued> queued)
    {
        try
        {
            var group = await FindOrCreateAsync(scope, name);
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var events = new List<NewEvent>();
            foreach (var item in queued)
            {
                // Null when somebody else made it between our look and our try.
                var stream = group.FindStream(item.Stream) ?? await Groups.TryCreateStreamAsync(group, item.Stream, default) ?? group.FindStream(item.Stream);
                if (stream is not null)
                {
                    events.Add(new NewEvent(stream.Id, item.Timestamp, now, item.Message));
                }
            }

            group.Log.TryAppend(events, durable: false);
        }
        catch (Exception failure)
        {
            // The loop serves every function: one group's full disk or broken row must not end it.
            Log.Failed(_log, scope, name, failure);
        }
    }

    private async Task<OpenGroup> FindOrCreateAsync(Scope scope, string name)
    {
        while (true)
        {
            if (await Groups.FindAsync(scope, name, default) is { } group)
            {
                return group;
            }

            await Groups.TryCreateAsync(scope, Groups.NewRow(name), default);
        }
    }

    private async Task TrimAsync()
    {
        try
        {
            await Groups.SweepAsync(_stopping.Token);
            using var timer = new PeriodicTimer(TrimInterval, _time);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var (scope, name, row) in await Groups.LoadAllAsync(_stopping.Token))
                {
                    if (row.RetentionInDays is not null && await Groups.FindAsync(scope, name, _stopping.Token) is { } group)
                    {
                        group.Log.Trim(group.Row.ExpiredBefore(_time.GetUtcNow()));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine ends.
        }
        catch (Exception failure)
        {
            Log.TrimFailed(_log, failure);
        }
    }

    private readonly record struct Queued(Scope Scope, string Group, string Stream, long Timestamp, string Message, TaskCompletionSource? Flushed);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Log events for {Group} ({Scope}) could not be written.")]
        public static partial void Failed(ILogger log, Scope scope, string group, Exception failure);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} log events were dropped: the writer could not keep up.")]
        public static partial void Dropped(ILogger log, long count);

        [LoggerMessage(Level = LogLevel.Error, Message = "Expired log events are no longer deleted.")]
        public static partial void TrimFailed(ILogger log, Exception failure);
    }
}
