using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>
/// Collects one subscriber's events and delivers them a batch at a time, in order, again and again until it takes them. What is
/// held is bounded: of a subscriber that does not keep up, new events are counted instead, and it is told how many.
/// </summary>
internal sealed class TelemetrySubscriber : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ITelemetryDestination _destination;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _ended = new();
    private List<byte[]> _items = [];
    private int _bytes;
    private int _droppedItems;
    private long _droppedBytes;
    private bool _isSending;
    private long _added;
    private long _delivered;
    private int _underWay;
    private long _idleSince = -1;
    private long _wanted;
    private TaskCompletionSource? _resting;

    internal TelemetrySubscriber(TelemetrySubscription subscription, ITelemetryDestination destination, TimeProvider time)
    {
        (Subscription, _destination, _time) = (subscription, destination, time);
        _alarm = new Alarm(time, Flush);
    }

    internal TelemetrySubscription Subscription { get; }

    internal void Add(byte[] item)
    {
        bool full;
        lock (_gate)
        {
            if (_items.Count >= 2 * Subscription.MaxItems || _bytes + item.Length > 2 * Subscription.MaxBytes)
            {
                _droppedItems++;
                _droppedBytes += item.Length;
                return;
            }

            _items.Add(item);
            _added++;
            _bytes += item.Length;
            full = _items.Count >= Subscription.MaxItems || _bytes >= Subscription.MaxBytes;
            if (_items.Count == 1 && !full)
            {
                _alarm.Set(Subscription.Timeout);
            }
        }

        if (full)
        {
            Flush();
        }
    }

    /// <summary>Delivers what is there, unless that is already under way.</summary>
    internal void Flush()
    {
        lock (_gate)
        {
            if (_isSending || _items.Count == 0 || _resting is not null || _ended.IsCancellationRequested)
            {
                return;
            }

            _isSending = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static subscriber => _ = subscriber.SendAsync(), this, preferLocal: false);
    }

    /// <summary>True when all has arrived that was there when this was first asked with this time.</summary>
    /// <remarks>An extension that prints what it is told would otherwise never be done.</remarks>
    internal bool IsSettled(long idleSince)
    {
        lock (_gate)
        {
            if (_idleSince != idleSince)
            {
                (_idleSince, _wanted) = (idleSince, _added);
            }

            return _delivered >= _wanted;
        }
    }

    /// <summary>Nothing is sent from here on until <see cref="Resume"/>: the listener stands still.</summary>
    internal void Rest()
    {
        lock (_gate)
        {
            _resting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Goes on, with what came meanwhile or was not taken.</summary>
    internal void Resume()
    {
        TaskCompletionSource? resting;
        lock (_gate)
        {
            (resting, _resting) = (_resting, null);
        }

        resting?.SetResult();
        Flush();
    }

    public void Dispose()
    {
        _ended.Cancel();
        _alarm.End();
        _destination.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var batch))
            {
                var pause = s_firstPause;
                while (!await _destination.TrySendAsync(batch, _ended.Token))
                {
                    await Task.Delay(pause, _time, _ended.Token);
                    pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                    await (Volatile.Read(ref _resting)?.Task.WaitAsync(_ended.Token) ?? Task.CompletedTask);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sandbox has ended, and the subscriber with it.
        }
    }

    // What came while a batch was on its way goes right behind it.
    private bool TryTake(out List<byte[]> batch)
    {
        lock (_gate)
        {
            // Whoever comes for the next batch has delivered the one before.
            (_delivered, _underWay) = (_delivered + _underWay, 0);
            if (_resting is not null)
            {
                batch = [];
                return _isSending = false;
            }

            batch = _items;
            _underWay = batch.Count;
            if (_droppedItems > 0)
            {
                var (items, bytes) = (_droppedItems, _droppedBytes);
                (_droppedItems, _droppedBytes) = (0, 0);
                if (Subscription.Types.Contains("platform"))
                {
                    batch.Add(TelemetryEvents.Write(TelemetryEvents.LogsDropped, _time.GetUtcNow(), json =>
                    {
                        json.WriteString("reason", "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.");
                        json.WriteNumber("droppedRecords", items);
                        json.WriteNumber("droppedBytes", bytes);
                    }));
                }
            }

            (_items, _bytes) = ([], 0);
            _isSending = batch.Count > 0;
            return _isSending;
        }
    }
}
