using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>A started sandbox: its process, its limits, its output, and the sockets that listen inside its network.</summary>
internal sealed class SandboxProcess(ChildProcess child, ControlGroup group, FunctionOutput output, Reactor reactor, Action<ExitStatus> exited) : IReadable
{
    // The number only grows, and asking for it costs as much as half an invocation's log lines.
    private static readonly TimeSpan PeakAge = TimeSpan.FromMilliseconds(10);

    private long _watch;
    private long? _peak;
    private long _peakAsked;

    /// <summary>Where the runtime inside reaches the Runtime API.</summary>
    internal static readonly IPEndPoint RuntimeEndpoint = new(IPAddress.Loopback, 9001);

    internal required Socket RuntimeListener { get; init; }

    /// <summary>Where functions reach this server, or null when it has no endpoint.</summary>
    internal required Socket? ServerListener { get; init; }

    internal FunctionOutput Output => output;

    /// <summary>The most memory in use so far, at most <see cref="PeakAge"/> ago. Asked by one invocation at a time.</summary>
    internal long? PeakBytes()
    {
        var now = Stopwatch.GetTimestamp();
        if (_peakAsked == 0 || Stopwatch.GetElapsedTime(_peakAsked, now) > PeakAge)
        {
            (_peak, _peakAsked) = (group.PeakBytes(), now);
        }

        return _peak;
    }

    internal void Watch()
    {
        output.Watch();
        reactor.Watch(child.Handle, this, ref _watch);
    }

    /// <summary>Ends everything inside; the exit is still reported.</summary>
    internal void Kill() => child.Kill();

    /// <summary>Whether it can be stopped and go on.</summary>
    internal bool Freezes => group.Freezes;

    internal bool Freeze() => group.Freeze();

    internal void Thaw() => group.Thaw();

    public void OnReadable()
    {
        reactor.Forget(child.Handle, _watch);
        var status = child.Reap();
        output.Drain(settle: true);
        exited(status);
        RuntimeListener.Dispose();
        ServerListener?.Dispose();
        output.Dispose();
        group.Dispose();
        child.Dispose();

        // Grandchildren die with their namespace a moment after its first process; the group can go when they have.
        reactor.Retry(group.TryRemove);
    }
}
