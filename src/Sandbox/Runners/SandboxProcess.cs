using System.Diagnostics;
using System.Net.Sockets;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Networking;

namespace Gatehouse.Sandbox.Runners;

/// <summary>A started sandbox: its process, its limits, its output, and the sockets that listen inside its network.</summary>
internal sealed class SandboxProcess(ChildProcess child, ControlGroup group, FunctionOutput output, Reactor reactor, Action<ExitStatus> exited) : ISandboxProcess, IReadable
{
    // The number only grows, and asking for it costs as much as half an invocation's log lines.
    private static readonly TimeSpan PeakAge = TimeSpan.FromMilliseconds(10);

    private long _watch;
    private readonly Lock _peakGate = new();
    private bool _hasEnded;
    private long? _peak;
    private volatile bool _refused;
    private long _peakAsked;

    /// <summary>Its network, which ends with it.</summary>
    internal required SandboxPlace Place { get; init; }

    public Socket RuntimeListener => Place.Sockets.Runtime;

    public Socket? LinkListener => Place.Sockets.Links;

    public Socket? ServerListener => Place.Sockets.Server;

    public bool Admits(Socket connection) => Place.Admits(connection);

    /// <summary>When it closes, the sandbox ends. Null where the child itself is the sandbox.</summary>
    internal InitInput? Lifeline { get; init; }

    /// <summary>What its extensions go through; null where the image has none, or bubblewrap starts them.</summary>
    internal InitStage? Stage { get; init; }

    /// <summary>Where that comes from.</summary>
    internal InitFrames? Frames { get; init; }

    /// <summary>Runs when the sandbox has ended, before anyone hears of it.</summary>
    internal Action? Ended { get; set; }

    /// <summary>Makes sockets in the sandbox's network: the spawn thread can go there. Null where that is not possible.</summary>
    internal SpawnThread? Thread { get; init; }

    internal int Id => child.Id;

    public FunctionOutput Output => output;

    /// <summary>As it was at most <see cref="PeakAge"/> ago.</summary>
    public long? PeakBytes()
    {
        lock (_peakGate)
        {
            var now = Stopwatch.GetTimestamp();
            if (!_hasEnded && (_peakAsked == 0 || Stopwatch.GetElapsedTime(_peakAsked, now) > PeakAge))
            {
                (_peak, _peakAsked) = (group.PeakBytes(), now);
            }

            return _peak;
        }
    }

    public IReadOnlyList<string> Extensions => Stage?.Extensions ?? [];

    public void StartExtensions(StagedCallbacks callbacks) => Stage!.StartExtensions(callbacks);

    public void StartRuntime() => Stage!.StartRuntime();

    public void Watch()
    {
        if (Stage is null)
        {
            output.Watch();
        }
        else
        {
            Stage.Watch();
            Frames!.Watch();
        }

        reactor.Watch(child.Handle, this, ref _watch);
    }

    public void Kill()
    {
        if (Lifeline is null)
        {
            child.Kill();
            return;
        }

        // The child is only the sandbox's parent, and is needed to the end: it takes away what it has set up.
        Lifeline.Dispose();
        group.Kill();
        group.Thaw();
    }

    public bool Freezes => group.Freezes && !_refused;

    public bool Freeze()
    {
        // It has just ended, or its runtime has not made the group that it should.
        _refused = !group.Freeze();
        return !_refused;
    }

    public void Thaw() => group.Thaw();

    // bubblewrap's child is its reaper in the sandbox, whose first child is the function.
    public void Terminate()
    {
        if (Lifeline is not null)
        {
            Lifeline.Say(SandboxInit.Signal(ProcessTree.Terminate));
        }
        else if (ProcessTree.FirstChild(child.Id) is { } reaper)
        {
            ProcessTree.SignalFirstChild(reaper, ProcessTree.Terminate);
        }
    }

    public void KillRuntime()
    {
        if (Stage is null)
        {
            Kill();
        }
        else
        {
            Stage.Signal(ProcessTree.Kill);
        }
    }

    public void OpenSocket(Action<Socket?> opened)
    {
        if (Thread?.Post(Open) != true)
        {
            opened(null);
        }

        void Open()
        {
            Socket? socket = null;
            try
            {
                using (Place.Join())
                {
                    socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                }
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // The sandbox is gone, or the kernel does not say which network a socket is in: there is no way in.
            }

            ThreadPool.UnsafeQueueUserWorkItem(static work => work.opened(work.socket), (opened, socket), preferLocal: false);
        }
    }

    public void OnReadable()
    {
        reactor.Forget(child.Handle, _watch);
        var status = child.Reap();
        Frames?.Drain();
        Stage?.End();
        output.Drain(settle: true);
        Ended?.Invoke();
        exited(status);
        Place.Dispose();
        Frames?.Dispose();
        Stage?.Dispose();
        output.Dispose();
        Lifeline?.Dispose();
        lock (_peakGate)
        {
            // An invocation that was cut off is reported when its sandbox may be gone already.
            (_peak, _hasEnded) = (group.PeakBytes() ?? _peak, true);
            group.Dispose();
        }

        child.Dispose();

        // Grandchildren die with their namespace a moment after its first process; the group can go when they have.
        reactor.Retry(group.TryRemove);
    }
}
