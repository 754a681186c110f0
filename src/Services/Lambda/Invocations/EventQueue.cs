using System.Buffers;
using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Storage;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>
/// Events of asynchronous invocations. Each is stored before it is acknowledged and leaves the store when it is done or
/// given up, so none is lost with the process; one that was running when the process ended runs again.
/// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html.
/// </summary>
internal sealed partial class EventQueue(IStore store, FunctionSlots slots, TimeProvider time, ILogger<EventQueue> log) : IAsyncDisposable
{
    // As AWS's detection of recursive loops.
    private const int LongestLoop = 16;

    private readonly Table<StoredEvent> _events = new(store, "lambda-events", LambdaRows.Default.StoredEvent);
    private readonly PriorityQueue<(FunctionSlot Slot, string Id), DateTimeOffset> _waiting = new();
    private readonly Dictionary<FunctionSlot, int> _underWay = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private ITimer? _timer;

    /// <summary>Takes up what was accepted before the last stop.</summary>
    public async ValueTask StartAsync()
    {
        _timer = time.CreateTimer(static state => ((EventQueue)state!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var (scope, id, accepted) in await _events.LoadAllAsync())
        {
            Schedule(slots.Of(scope, accepted.FunctionName), id, accepted.Due);
        }

        RunDue();
    }

    /// <summary>Stores a request's payload as an event of its own.</summary>
    public async ValueTask AcceptAsync(InvocationHeaders headers, HttpContext http, Call call)
    {
        var body = await Payload.ReadAsync(http, headers.Type, Payload.EventLimitBytes);
        var payload = body.ToArray();
        http.Request.BodyReader.AdvanceTo(body.End);

        // By the queue's own clock, which is not the caller's when a test moves that one.
        var now = time.GetUtcNow();
        await AcceptAsync(call.Scope, new StoredEvent
        {
            FunctionName = headers.Function.Name,
            Qualifier = headers.Function.Qualifier,
            RequestId = call.RequestId,
            Payload = payload,
            ClientContext = headers.ClientContext,
            TraceId = headers.TraceId,
            Accepted = now,
            Due = now,
        });
    }

    /// <summary>Stores an event. When this returns it will be delivered, or given up after its retries.</summary>
    public async ValueTask AcceptAsync(Scope scope, StoredEvent accepted)
    {
        await _events.PutAsync(scope, accepted.RequestId, accepted);
        Schedule(slots.Of(scope, accepted.FunctionName), accepted.RequestId, accepted.Due);
        RunDue();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_timer?.DisposeAsync() ?? default);
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
    }

    /// <summary>How many events of each function wait or are under way.</summary>
    public Dictionary<FunctionSlot, int> Backlog()
    {
        lock (_gate)
        {
            var counts = _waiting.UnorderedItems.GroupBy(item => item.Element.Slot).ToDictionary(items => items.Key, items => items.Count());
            foreach (var (slot, count) in _underWay)
            {
                counts[slot] = counts.GetValueOrDefault(slot) + count;
            }

            return counts;
        }
    }

    private void Schedule(FunctionSlot slot, string id, DateTimeOffset due)
    {
        lock (_gate)
        {
            _waiting.Enqueue((slot, id), due);
        }
    }

    /// <summary>Starts what is due, and sets the timer for what is next.</summary>
    private void RunDue()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (!_stop.IsCancellationRequested && _waiting.TryPeek(out var next, out var due))
            {
                if (due > now)
                {
                    _timer?.Change(due - now, Timeout.InfiniteTimeSpan);
                    return;
                }

                _waiting.Dequeue();
                _underWay[next.Slot] = _underWay.GetValueOrDefault(next.Slot) + 1;
                Track(RunAsync(next.Slot, next.Id));
            }
        }
    }

    private async Task RunAsync(FunctionSlot slot, string id)
    {
        // Off the caller's thread: it holds the queue's lock.
        await Task.Yield();
        try
        {
            await TakeTurnAsync(slot, id);
        }
        finally
        {
            Ended(slot);
        }
    }

    private void Ended(FunctionSlot slot)
    {
        lock (_gate)
        {
            if (--_underWay[slot] == 0)
            {
                _underWay.Remove(slot);
            }
        }
    }

    private async Task TakeTurnAsync(FunctionSlot slot, string id)
    {
        await slot.EventTurns.WaitAsync(_stop.Token);
        try
        {
            if (await _events.FindAsync(slot.Scope, id, _stop.Token) is { } accepted)
            {
                await RunAsync(slot, accepted);
            }
        }
        finally
        {
            slot.EventTurns.Release();
        }
    }

    private async ValueTask RunAsync(FunctionSlot slot, StoredEvent accepted)
    {
        if (slot.Current?.Find(accepted.Qualifier) is not { } target)
        {
            Log.GivenUp(log, accepted.RequestId, accepted.FunctionName, slot.Scope, "the function was deleted");
            await _events.DeleteAsync(slot.Scope, accepted.RequestId);
            return;
        }

        if (slot.Concurrency.Limit == 0)
        {
            await EndAsync(slot, target, accepted, EventEnd.ZeroReservedConcurrency, null);
            return;
        }

        if (time.GetUtcNow() - accepted.Accepted > RetrySchedule.AgeOf(target.EventInvoke))
        {
            await EndAsync(slot, target, accepted, EventEnd.EventAgeExceeded, null);
            return;
        }

        var attempt = await AttemptAsync(slot, target, accepted);
        if (_stop.IsCancellationRequested && attempt.Outcome is not InvocationOutcome.Replied)
        {
            // The server is going down and its sandboxes with it: no failure of the function's. The next start runs it again.
            return;
        }

        // The settings that count are those of now: they may have changed while it ran.
        target = slot.Current?.Find(accepted.Qualifier) ?? target;
        switch (attempt.Outcome)
        {
            case InvocationOutcome.Replied:
                await EndAsync(slot, target, accepted, EventEnd.Success, attempt);
                break;
            case InvocationOutcome.FunctionError:
                await RetryAsync(slot, target, accepted with { Failures = accepted.Failures + 1, Refusals = 0 }, attempt);
                break;
            default:
                await RetryAsync(slot, target, accepted with { Refusals = accepted.Refusals + 1 }, null);
                break;
        }
    }

    private async ValueTask<EventAttempt> AttemptAsync(FunctionSlot slot, LiveQualifier target, StoredEvent accepted)
    {
        var version = target.Pick();
        if ((version.Pool ?? await version.WaitAsync(RetrySchedule.ActivationLimit, time, _stop.Token)) is not { } pool)
        {
            return new EventAttempt(InvocationOutcome.Unavailable);
        }

        var admission = slot.Concurrency.TryEnter();
        if (admission.IsRefusal())
        {
            return new EventAttempt(InvocationOutcome.Throttled);
        }

        try
        {
            using var invocation = pool.Begin(accepted.RequestId);
            invocation.Event.Write(accepted.Payload);
            var outcome = await invocation.SendAsync(new InvocationOptions
            {
                InvokedArn = target.InvokedArn,
                TraceId = accepted.TraceId,
                ClientContext = accepted.ClientContext,
                Aborted = _stop.Token,
            });
            return new EventAttempt(outcome, version.Version, invocation.Reply.ToArray());
        }
        finally
        {
            slot.Concurrency.Leave(admission);
        }
    }

    private async ValueTask RetryAsync(FunctionSlot slot, LiveQualifier target, StoredEvent failed, EventAttempt? attempt)
    {
        var due = time.GetUtcNow() + RetrySchedule.WaitAfter(failed);
        if (failed.Failures > RetrySchedule.RetriesOf(target.EventInvoke))
        {
            await EndAsync(slot, target, failed, EventEnd.RetriesExhausted, attempt);
        }
        else if (due - failed.Accepted > RetrySchedule.AgeOf(target.EventInvoke))
        {
            await EndAsync(slot, target, failed, EventEnd.EventAgeExceeded, attempt);
        }
        else
        {
            await _events.PutAsync(slot.Scope, failed.RequestId, failed with { Due = due });
            Schedule(slot, failed.RequestId, due);
            RunDue();
        }
    }

    /// <summary>Takes an event out of the store; the record for its destination goes in with the same write.</summary>
    private async ValueTask EndAsync(FunctionSlot slot, LiveQualifier target, StoredEvent done, EventEnd end, EventAttempt? attempt)
    {
        if (end != EventEnd.Success)
        {
            Log.GivenUp(log, done.RequestId, done.FunctionName, slot.Scope, end.ToString());
        }

        var batch = new Batch();
        _events.Delete(batch, slot.Scope, done.RequestId);
        var record = RecordOf(slot, target, done, end, attempt);
        if (record is not null)
        {
            _events.Insert(batch, slot.Scope, record.RequestId, record);
        }

        await store.CommitAsync(batch, CancellationToken.None);
        if (record is not null)
        {
            Schedule(slots.Of(slot.Scope, record.FunctionName), record.RequestId, record.Due);
            RunDue();
        }
    }

    /// <summary>The event for the destination; null when nobody is to be told.</summary>
    private StoredEvent? RecordOf(FunctionSlot slot, LiveQualifier target, StoredEvent done, EventEnd end, EventAttempt? attempt)
    {
        var arn = end == EventEnd.Success ? target.EventInvoke.OnSuccess : target.EventInvoke.OnFailure;
        if (arn is null || !FunctionReference.TryParse(arn, out var destination))
        {
            return null;
        }

        IReadOnlyList<string> path = [.. done.Path ?? [], done.FunctionName];
        if (path.Count(name => name == destination.Name) >= LongestLoop)
        {
            Log.NotTold(log, arn, done.RequestId, $"its chain of destinations came by {LongestLoop} times already");
            return null;
        }

        var functionArn = new FunctionReference(slot.Scope, done.FunctionName, done.Qualifier).EffectiveArn;
        var now = time.GetUtcNow();
        var record = DestinationRecord.Write(done, functionArn, end, attempt, now);
        if (record.Length > Payload.EventLimitBytes)
        {
            Log.NotTold(log, arn, done.RequestId, $"the record has {record.Length} bytes and an event at most {Payload.EventLimitBytes}");
            return null;
        }

        return new StoredEvent
        {
            FunctionName = destination.Name,
            Qualifier = destination.Qualifier,
            RequestId = Ids.Uuid(),
            Payload = record,
            TraceId = done.TraceId,
            Accepted = now,
            Due = now,
            Path = path,
        };
    }

    private void Track(Task work)
    {
        var watched = WatchAsync(work);
        _running.TryAdd(watched, true);
        watched.ContinueWith(static (task, running) => ((ConcurrentDictionary<Task, bool>)running!).TryRemove(task, out _), _running, TaskScheduler.Default);
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stored, and taken up by the next start.
        }
        catch (Exception bug)
        {
            Log.Broken(log, bug);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Event {RequestId} for function {Function} ({Scope}) is given up: {Why}.")]
        public static partial void GivenUp(ILogger log, string requestId, string function, Scope scope, string why);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The destination {Destination} is not told of the event {RequestId}: {Why}.")]
        public static partial void NotTold(ILogger log, string destination, string requestId, string why);

        [LoggerMessage(Level = LogLevel.Error, Message = "Delivering an event failed; the next start tries it again.")]
        public static partial void Broken(ILogger log, Exception bug);
    }
}
