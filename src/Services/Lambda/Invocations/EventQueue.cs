using System.Buffers;
using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;
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
    private const int MostRunning = 64;

    private readonly Table<StoredEvent> _events = new(store, "lambda-events", LambdaRows.Default.StoredEvent);
    private readonly PriorityQueue<(Scope Scope, string Id), DateTimeOffset> _waiting = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(MostRunning, MostRunning);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private ITimer? _timer;

    /// <summary>Takes up what was accepted before the last stop.</summary>
    public async ValueTask StartAsync()
    {
        _timer = time.CreateTimer(static state => ((EventQueue)state!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var (scope, id, accepted) in await _events.LoadAllAsync())
        {
            Schedule(scope, id, accepted.Due);
        }

        RunDue();
    }

    /// <summary>Stores a request's payload as an event of its own.</summary>
    public async ValueTask AcceptAsync(InvocationHeaders headers, HttpContext http, Call call)
    {
        var body = await Payload.ReadAsync(http, headers.Type, Payload.EventLimitBytes);
        var payload = body.ToArray();
        http.Request.BodyReader.AdvanceTo(body.End);
        await AcceptAsync(call.Scope, new StoredEvent
        {
            FunctionName = headers.Function.Name,
            Qualifier = headers.Function.Qualifier,
            RequestId = call.RequestId,
            Payload = payload,
            ClientContext = headers.ClientContext,
            TraceId = headers.TraceId,
            Accepted = call.Time,
            Due = call.Time,
        });
    }

    /// <summary>Stores an event. When this returns it will be delivered, or given up after its retries.</summary>
    public async ValueTask AcceptAsync(Scope scope, StoredEvent accepted)
    {
        await _events.PutAsync(scope, accepted.RequestId, accepted);
        Schedule(scope, accepted.RequestId, accepted.Due);
        RunDue();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_timer?.DisposeAsync() ?? default);
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _turns.Dispose();
    }

    private void Schedule(Scope scope, string id, DateTimeOffset due)
    {
        lock (_gate)
        {
            _waiting.Enqueue((scope, id), due);
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
                Track(RunAsync(next.Scope, next.Id));
            }
        }
    }

    private async Task RunAsync(Scope scope, string id)
    {
        // Off the caller's thread: it holds the queue's lock.
        await Task.Yield();
        try
        {
            await _turns.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (await _events.FindAsync(scope, id) is { } accepted)
            {
                await RunAsync(scope, accepted);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    private async ValueTask RunAsync(Scope scope, StoredEvent accepted)
    {
        var slot = slots.Of(scope, accepted.FunctionName);
        if (slot.Current?.Find(accepted.Qualifier) is not { } target)
        {
            await GiveUpAsync(scope, accepted, "the function was deleted");
            return;
        }

        var outcome = await AttemptAsync(slot, target, accepted);
        if (_stop.IsCancellationRequested && outcome is not InvocationOutcome.Replied)
        {
            // The server is going down and its sandboxes with it: no failure of the function's. The next start runs it again.
            return;
        }

        switch (outcome)
        {
            case InvocationOutcome.Replied:
                await _events.DeleteAsync(scope, accepted.RequestId);
                break;
            case InvocationOutcome.EventTooLarge:
                await GiveUpAsync(scope, accepted, "the event is too large");
                break;
            case InvocationOutcome.FunctionError:
                await RetryAsync(scope, accepted with { Failures = accepted.Failures + 1, Refusals = 0 });
                break;
            default:
                await RetryAsync(scope, accepted with { Refusals = accepted.Refusals + 1 });
                break;
        }
    }

    private async ValueTask<InvocationOutcome> AttemptAsync(FunctionSlot slot, LiveQualifier target, StoredEvent accepted)
    {
        var version = target.Pick();
        if ((version.Pool ?? await version.WaitAsync(RetrySchedule.ActivationLimit, time, _stop.Token)) is not { } pool)
        {
            return InvocationOutcome.Unavailable;
        }

        if (!slot.Concurrency.TryEnter())
        {
            return InvocationOutcome.Throttled;
        }

        try
        {
            using var invocation = pool.Begin(accepted.RequestId);
            invocation.Event.Write(accepted.Payload);
            return await invocation.SendAsync(new InvocationOptions
            {
                InvokedArn = target.InvokedArn,
                TraceId = accepted.TraceId,
                ClientContext = accepted.ClientContext,
                Aborted = _stop.Token,
            });
        }
        finally
        {
            slot.Concurrency.Leave();
        }
    }

    private async ValueTask RetryAsync(Scope scope, StoredEvent failed)
    {
        var now = time.GetUtcNow();
        var due = now + RetrySchedule.WaitAfter(failed);
        if (failed.Failures > RetrySchedule.MostRetries)
        {
            await GiveUpAsync(scope, failed, "its retries failed as well");
        }
        else if (due - failed.Accepted > RetrySchedule.MostAge)
        {
            await GiveUpAsync(scope, failed, "it is too old to be tried again");
        }
        else
        {
            await _events.PutAsync(scope, failed.RequestId, failed with { Due = due });
            Schedule(scope, failed.RequestId, due);
            RunDue();
        }
    }

    private async ValueTask GiveUpAsync(Scope scope, StoredEvent lost, string why)
    {
        Log.GivenUp(log, lost.RequestId, lost.FunctionName, scope, why);
        await _events.DeleteAsync(scope, lost.RequestId);
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

        [LoggerMessage(Level = LogLevel.Error, Message = "Delivering an event failed; the next start tries it again.")]
        public static partial void Broken(ILogger log, Exception bug);
    }
}
