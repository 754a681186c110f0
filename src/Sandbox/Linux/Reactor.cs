using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Linux;

/// <summary>Something that wants to know when its descriptor can be read. Called on the reactor's thread; must not block.</summary>
internal interface IReadable
{
    void OnReadable();
}

/// <summary>
/// One thread that waits for the output and the exits of every sandbox. Pipes and pidfds have no asynchronous reads in .NET,
/// and a blocked pool thread for each sandbox would be hundreds of threads.
/// </summary>
internal sealed unsafe partial class Reactor : IDisposable
{
    private const int MaximumEvents = 64;

    private readonly Descriptor _epoll = new(SystemCallException.Check(Libc.EpollCreate(Libc.OpenCloseOnExec), "epoll_create1"));
    private readonly Descriptor _wake = new(SystemCallException.Check(Libc.EventFd(0, Libc.OpenCloseOnExec | Libc.OpenNonBlocking), "eventfd"));
    private readonly ConcurrentDictionary<long, IReadable> _sources = [];
    private readonly ConcurrentQueue<Func<bool>> _retries = [];
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private long _lastKey;
    private volatile bool _stopping;

    internal Reactor(ILogger logger)
    {
        _logger = logger;
        Epoll.Add(_epoll, _wake.Value, Epoll.Readable, key: 0);
        _thread = new Thread(Run) { IsBackground = true, Name = "sandbox reactor" };
        _thread.Start();
    }

    /// <summary>Starts watching. <paramref name="key"/> ends it, and is set before the first call can come.</summary>
    internal void Watch(Descriptor descriptor, IReadable source, ref long key)
    {
        var own = Interlocked.Increment(ref _lastKey);
        Volatile.Write(ref key, own);
        _sources[own] = source;
        Epoll.Add(_epoll, descriptor.Value, Epoll.Readable, own);
    }

    internal void Forget(Descriptor descriptor, long key)
    {
        if (_sources.TryRemove(key, out _) && descriptor.IsOpen)
        {
            Epoll.Remove(_epoll, descriptor.Value);
        }
    }

    /// <summary>Calls <paramref name="attempt"/> every few milliseconds on the reactor's thread until it returns true.</summary>
    internal void Retry(Func<bool> attempt)
    {
        _retries.Enqueue(attempt);
        Wake();
    }

    /// <summary>Waits, for a bounded time, until everything that is watched has ended.</summary>
    public void Dispose()
    {
        _stopping = true;
        Wake();
        _thread.Join(TimeSpan.FromSeconds(5));
        _epoll.Dispose();
        _wake.Dispose();
    }

    private void Wake() => Epoll.Ring(_wake);

    private void Run()
    {
        const int retryMilliseconds = 5;
        var events = stackalloc byte[16 * MaximumEvents];
        while (!_stopping || !_retries.IsEmpty || !_sources.IsEmpty)
        {
            var count = Libc.EpollWait(_epoll.Value, events, MaximumEvents, _retries.IsEmpty && !_stopping ? -1 : retryMilliseconds);
            for (var i = 0; i < count; i++)
            {
                Dispatch(Epoll.KeyOf(events, i));
            }

            RunRetries();
        }
    }

    private void Dispatch(long key)
    {
        if (key == 0)
        {
            ulong ignored;
            _ = Libc.Read(_wake.Value, (byte*)&ignored, 8);
            return;
        }

        if (_sources.TryGetValue(key, out var source))
        {
            Guard(() =>
            {
                source.OnReadable();
                return true;
            });
        }
    }

    private void RunRetries()
    {
        for (var left = _retries.Count; left > 0 && _retries.TryDequeue(out var attempt); left--)
        {
            if (!Guard(attempt))
            {
                _retries.Enqueue(attempt);
            }
        }
    }

    // The supervisor's rim: one sandbox's bug must not stop the thread that watches all of them.
    private bool Guard(Func<bool> action)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            Log.WatcherFailed(_logger, error);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A sandbox could not be looked after")]
        internal static partial void WatcherFailed(ILogger logger, Exception error);
    }
}
