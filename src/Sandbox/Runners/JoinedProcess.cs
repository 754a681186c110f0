using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>One process of a sandbox that has several: the function's, or an extension's.</summary>
internal sealed class JoinedProcess(ChildProcess child, FunctionOutput output, Reactor reactor, Action<ExitStatus, string?> exited) : IReadable
{
    private long _watch;

    internal FunctionOutput Output => output;

    internal void Watch()
    {
        output.Watch();
        reactor.Watch(child.Handle, this, ref _watch);
    }

    /// <summary>To the program itself; bubblewrap, which waits outside, passes no signals on.</summary>
    internal void Signal(int signal) => ProcessTree.SignalFirstChild(child.Id, signal);

    public void OnReadable()
    {
        reactor.Forget(child.Handle, _watch);
        var status = child.Reap();
        output.Drain(settle: true);
        exited(status, output.Complaint);
        output.Dispose();
        child.Dispose();
    }
}
