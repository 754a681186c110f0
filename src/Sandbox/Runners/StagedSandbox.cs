using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>
/// A sandbox whose image has external extensions. Its first process, the holder, is bubblewrap itself, waiting for a descriptor
/// to close; extensions and the function are bubblewraps that join the holder's user and process namespaces from outside. So any
/// of them can end while the others go on, which the last phase of a sandbox's life needs, and no program of ours is in the image.
/// </summary>
/// <remarks>
/// The descriptors of the namespaces stay open in the joined programs, for which bubblewrap has no option. They are of no use
/// there: joining a namespace takes capabilities that nobody inside has, and a system call that the filter refuses.
/// Nobody collects processes that outlive their parent before the sandbox ends; each counts towards the limit of processes.
/// </remarks>
internal sealed class StagedSandbox : ISandboxProcess
{
    private readonly SandboxProcess _holder;
    private readonly Descriptor _release;
    private readonly StagedStart _start;
    private readonly Lock _gate = new();
    private SandboxNamespaces? _namespaces;
    private JoinedProcess? _runtime;
    private StagedCallbacks? _callbacks;
    private bool _ended;

    /// <param name="release">Closing this lets the holder go, and with it everything.</param>
    internal StagedSandbox(SandboxProcess holder, Descriptor release, StagedStart start) => (_holder, _release, _start) = (holder, release, start);

    public Socket RuntimeListener => _holder.RuntimeListener;

    public Socket? LinkListener => _holder.LinkListener;

    public Socket? ServerListener => _holder.ServerListener;

    public bool Admits(Socket connection) => _holder.Admits(connection);

    /// <summary>The function's, as soon as it runs.</summary>
    public FunctionOutput Output => Volatile.Read(ref _runtime)?.Output ?? _holder.Output;

    public IReadOnlyList<string> Extensions => _start.Extensions;

    public long? PeakBytes() => _holder.PeakBytes();

    public void Watch() => _holder.Watch();

    public bool Freezes => _holder.Freezes;

    public bool Freeze() => _holder.Freeze();

    public void Thaw() => _holder.Thaw();

    public void StartExtensions(StagedCallbacks callbacks)
    {
        _callbacks = callbacks;
        _start.Reactor.Retry(() =>
        {
            if (Volatile.Read(ref _ended))
            {
                return true;
            }

            try
            {
                if (SandboxNamespaces.TryOpen(_holder.Id) is not { } namespaces)
                {
                    return false;
                }

                Adopt(namespaces);
            }
            catch (SystemCallException error)
            {
                callbacks.Failed(error.Message);
                return true;
            }

            foreach (var name in Extensions)
            {
                Join(_start.Command.ForExtension(name), LogSource.Extension, (status, complaint) => callbacks.ExtensionExited(name, status, complaint));
            }

            return true;
        });
    }

    public void StartRuntime() => Join(_start.Command, LogSource.Function, (status, complaint) => _callbacks!.RuntimeExited(status, complaint));

    public void Terminate() => Volatile.Read(ref _runtime)?.Signal(ProcessTree.Terminate);

    public void KillRuntime() => Volatile.Read(ref _runtime)?.Signal(ProcessTree.Kill);

    public void Kill()
    {
        lock (_gate)
        {
            _ended = true;
            _holder.Kill();
            _release.Dispose();
        }
    }

    public void OpenSocket(Action<Socket?> opened) => _holder.OpenSocket(opened);

    /// <summary>The holder is gone, so every process is.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _ended = true;
            _release.Dispose();
            _namespaces?.Dispose();
            _namespaces = null;
        }

        _ = _start.Thread.Post(() => OverlayMounts.ReleaseTemporary(_start.Temporary));
    }

    private void Adopt(SandboxNamespaces namespaces)
    {
        lock (_gate)
        {
            if (_ended)
            {
                namespaces.Dispose();
            }
            else
            {
                _namespaces = namespaces;
            }
        }
    }

    private void Join(SandboxCommand command, LogSource source, Action<ExitStatus, string?> exited) => _start.Thread.Post(() =>
    {
        try
        {
            if (Launch(command) is not { } started)
            {
                return;
            }

            var process = new JoinedProcess(started.Child, new FunctionOutput(started.Output, _start.Reactor, _start.Log, source), _start.Reactor, exited);
            if (source == LogSource.Function)
            {
                Volatile.Write(ref _runtime, process);
            }

            process.Watch();
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            _callbacks!.Failed(error.Message);
        }
    });

    private BubblewrapStart? Launch(SandboxCommand command)
    {
        var launcher = _start.Launcher;
        var options = Bubblewrap.Joined(_start.Root, _start.Temporary, command, launcher.FirstFurther, launcher.IsFiltered);
        lock (_gate)
        {
            if (_namespaces is null)
            {
                // The sandbox ended meanwhile.
                return null;
            }

            using (_holder.Place.Join())
            {
                var start = launcher.Launch(_start.Group, command.Arguments, _namespaces.Outer.Value, _namespaces.Inner.Value, _namespaces.Processes.Value);
                start.Go(options);
                return start;
            }
        }
    }
}
