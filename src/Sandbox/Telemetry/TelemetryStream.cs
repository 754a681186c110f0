using System.Text.Json;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Everything that happens in one sandbox, for the extensions that have subscribed to it.</summary>
internal sealed class TelemetryStream(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();

    // Replaced, never changed: events are written without the lock.
    private KeyValuePair<string, TelemetrySubscriber>[] _subscribers = [];
    private bool _ended;

    /// <summary>An extension that subscribes again replaces what it had.</summary>
    internal void Add(string extension, TelemetrySubscriber subscriber)
    {
        TelemetrySubscriber? replaced = null;
        lock (_gate)
        {
            if (_ended)
            {
                replaced = subscriber;
            }
            else
            {
                replaced = Array.Find(_subscribers, other => other.Key == extension).Value;
                _subscribers = [.. _subscribers.Where(other => other.Key != extension), new(extension, subscriber)];
            }
        }

        replaced?.Dispose();
    }

    internal TelemetrySubscription? SubscriptionOf(string extension) =>
        Array.Find(Volatile.Read(ref _subscribers), subscriber => subscriber.Key == extension).Value?.Subscription;

    internal void Printed(LogSource source, string line)
    {
        var type = source == LogSource.Function ? "function" : "extension";
        Send(type, () => TelemetryEvents.Write(type, time.GetUtcNow(), line));
    }

    internal void Publish(string type, Action<Utf8JsonWriter> record) => Send(type, () => TelemetryEvents.Write(type, time.GetUtcNow(), record));

    internal void Publish(string type, string record) => Send(type, () => TelemetryEvents.Write(type, time.GetUtcNow(), record));

    /// <summary>Sends what is buffered now: the sandbox is about to end.</summary>
    internal void Flush()
    {
        foreach (var (_, subscriber) in Volatile.Read(ref _subscribers))
        {
            subscriber.Flush();
        }
    }

    /// <summary>
    /// Stops delivering, for the sandbox will stand still. False, and delivers, while there is something that came before
    /// <paramref name="idleSince"/> and they are not late with it.
    /// </summary>
    internal bool TryRest(long idleSince, bool isLate)
    {
        var subscribers = Volatile.Read(ref _subscribers);
        var settled = true;
        foreach (var (_, subscriber) in subscribers)
        {
            settled &= subscriber.IsSettled(idleSince) || isLate;
        }

        foreach (var (_, subscriber) in subscribers)
        {
            if (settled)
            {
                subscriber.Rest();
            }
            else
            {
                subscriber.Flush();
            }
        }

        return settled;
    }

    /// <summary>The sandbox goes on, and with it what waited for that.</summary>
    internal void Resume()
    {
        foreach (var (_, subscriber) in Volatile.Read(ref _subscribers))
        {
            subscriber.Resume();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        foreach (var (_, subscriber) in Volatile.Read(ref _subscribers))
        {
            subscriber.Dispose();
        }
    }

    private void Send(string type, Func<byte[]> write)
    {
        byte[]? written = null;
        foreach (var (_, subscriber) in Volatile.Read(ref _subscribers))
        {
            if (subscriber.Subscription.Wants(type))
            {
                subscriber.Add(written ??= write());
            }
        }
    }
}
