using System.Collections.Concurrent;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>
/// A thread that waits for links. While there is work it looks at the links that it has just sent something itself, whose
/// runtimes then need not ring; only before it sleeps does it ask them to. What a call is followed by happens on this thread.
/// </summary>
internal sealed unsafe class LinkLoop : IDisposable
{
    private const int MaximumEvents = 64;

    private readonly ConcurrentDictionary<long, SharedLink> _links = [];
    private readonly List<SharedLink> _watched = [];
    private readonly List<SharedLink> _looking = [];
    private readonly Descriptor _epoll = new(SystemCallException.Check(Libc.EpollCreate(Libc.OpenCloseOnExec), "epoll_create1"));
    private readonly Descriptor _wake = new(SystemCallException.Check(Libc.EventFd(0, Libc.OpenCloseOnExec | Libc.OpenNonBlocking), "eventfd"));
    private readonly Thread _thread;
    private long _lastKey;
    private int _started;
    private volatile bool _stopping;

    internal LinkLoop()
    {
        Epoll.Add(_epoll, _wake.Value, Epoll.Readable, key: 0);
        _thread = new Thread(Run) { IsBackground = true, Name = "runtime links" };
    }

    internal void Add(SharedLink link)
    {
        link.BellKey = Interlocked.Add(ref _lastKey, 2);
        _links[link.BellKey] = _links[link.PeerKey] = link;
        Epoll.Add(_epoll, (int)link.Bell.DangerousGetHandle(), Epoll.Readable | Epoll.Edge, link.BellKey);
        Epoll.Add(_epoll, link.Peer, Epoll.Readable | Epoll.HungUp | Epoll.Edge, link.PeerKey);
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _thread.Start();
        }
    }

    internal void Remove(SharedLink link)
    {
        _links.TryRemove(link.BellKey, out _);
        _links.TryRemove(link.PeerKey, out _);
        Epoll.Remove(_epoll, (int)link.Bell.DangerousGetHandle());
        Epoll.Remove(_epoll, link.Peer);
    }

    /// <summary>Looks at a link from now on until it has something or the thread sleeps; false for callers on other threads.</summary>
    internal bool TryWatch(SharedLink link)
    {
        if (Thread.CurrentThread != _thread)
        {
            return false;
        }

        _watched.Add(link);
        return true;
    }

    public void Dispose()
    {
        _stopping = true;
        if (Volatile.Read(ref _started) != 0)
        {
            Epoll.Ring(_wake);
            _thread.Join(TimeSpan.FromSeconds(5));
        }

        _epoll.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        var events = stackalloc byte[16 * MaximumEvents];
        while (!_stopping)
        {
            var worked = Look();
            var count = Libc.EpollWait(_epoll.Value, events, MaximumEvents, worked || !Arm() ? 0 : -1);
            for (var i = 0; i < count; i++)
            {
                Complete(Epoll.KeyOf(events, i));
            }
        }
    }

    private bool Look()
    {
        if (_watched.Count == 0)
        {
            return false;
        }

        // What goes on here may add to those that are watched.
        _looking.AddRange(_watched);
        _watched.Clear();
        var worked = false;
        foreach (var link in _looking)
        {
            if (link.TryComplete())
            {
                worked = true;
            }
            else
            {
                _watched.Add(link);
            }
        }

        _looking.Clear();
        return worked;
    }

    /// <summary>True when all will ring for what comes from here on, and the thread may sleep.</summary>
    private bool Arm()
    {
        var quiet = true;
        foreach (var link in _watched)
        {
            quiet &= !link.Arm();
        }

        if (quiet)
        {
            _watched.Clear();
        }

        return quiet;
    }

    private void Complete(long key)
    {
        if (key == 0 || !_links.TryGetValue(key, out var link))
        {
            return;
        }

        if (key == link.PeerKey)
        {
            // Nothing is ever said over the socket: this can only be its end.
            link.HangUp();
        }
        else
        {
            link.TryComplete();
        }
    }
}
