using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>A started sandbox: its process, its limits, its output, and the sockets that listen inside its network.</summary>
internal sealed class SandboxProcess(ChildProcess child, ControlGroup group, FunctionOutput output, Reactor reactor, Action<ExitStatus> exited) : IReadable
{
    private long _watch;

    /// <summary>Where the runtime inside reaches the Runtime API.</summary>
    internal static readonly IPEndPoint RuntimeEndpoint = new(IPAddress.Loopback, 9001);

    internal required Socket RuntimeListener { get; init; }

    /// <summary>Where functions reach this server, or null when it has no endpoint.</summary>
    internal required Socket? ServerListener { get; init; }

    internal FunctionOutput Output => output;

    internal long? PeakBytes() => group.PeakBytes();

    internal void Watch()
    {
        output.Watch();
        reactor.Watch(child.Handle, this, ref _watch);
    }

    /// <summary>Ends everything inside; the exit is still reported.</summary>
    internal void Kill() => child.Kill();

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
