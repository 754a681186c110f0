using System.Net.Sockets;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Networking;
using Gatehouse.Sandbox.Seccomp;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Starts sandboxes with bubblewrap. Opened once; everything that starts runs on its spawn thread.</summary>
internal sealed class BubblewrapRunner : ISandboxRunner
{
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly SandboxNetworks _networks;
    private readonly SpawnThread _thread;
    private readonly BubblewrapLauncher _launcher;
    private readonly ImageStacks _stacks;
    private long _lastName;

    internal BubblewrapRunner(SandboxOptions options, string bubblewrap, ControlGroups groups, SandboxNetworks networks, Reactor reactor)
    {
        (_groups, _networks, _reactor) = (groups, networks, reactor);
        _launcher = new BubblewrapLauncher(bubblewrap, SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : []);
        _stacks = new ImageStacks(options, networks, [Scaffold.Top(options)], bubblewrap);
        _thread = new SpawnThread();
    }

    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks) =>
        _thread.Start(callbacks, () => Spawn(image, command, memoryMegabytes, log, callbacks.Exited));

    public void Release(string layerFolder, Action<string> failed) => _thread.Post(() => _stacks.Release(layerFolder, failed));

    /// <summary>Ends the spawn thread, and with it every sandbox that is left.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _networks.Dispose();
    }

    private ISandboxProcess Spawn(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        var root = _stacks.Mount(image);
        var extensions = _stacks.ExtensionsIn(root);
        var group = _groups.Create($"{Environment.ProcessId}-{++_lastName}", memoryMegabytes);
        return extensions.Length == 0
            ? Enclose(group, place => Bubblewrap.Alone(root, Told(command, place), _launcher.IsFiltered), command.Arguments, log, exited)
            : Stage(group, root, extensions, command, log, exited);
    }

    private StagedSandbox Stage(ControlGroup group, string root, string[] extensions, SandboxCommand command, SandboxLog log, Action<ExitStatus> exited)
    {
        var temporary = _stacks.MountTemporary(command.TemporaryBytes);
        var (waits, release) = Descriptor.Pipe();
        SandboxProcess holder;
        try
        {
            // The root folder is no program: once released, the holder cannot start it and ends.
            holder = Enclose(group, _ => Bubblewrap.Holder(root, _launcher.FirstFurther), ["/"], log, exited, waits.Value);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            release.Dispose();
            OverlayMounts.ReleaseTemporary(temporary);
            throw;
        }
        finally
        {
            waits.Dispose();
        }

        var start = new StagedStart
        {
            Root = root,
            Temporary = temporary,
            Extensions = extensions,
            Command = Told(command, holder.Place),
            Group = group,
            Log = log,
            Reactor = _reactor,
            Thread = _thread,
            Launcher = _launcher,
        };
        var staged = new StagedSandbox(holder, release, start);
        holder.Ended = staged.Release;
        return staged;
    }

    private SandboxProcess Enclose(
        ControlGroup group, Func<SandboxPlace, byte[]> options, IEnumerable<string> program, SandboxLog log, Action<ExitStatus> exited, params ReadOnlySpan<int> further)
    {
        SandboxPlace? place = null;
        BubblewrapStart start;
        try
        {
            place = _networks.Enter();
            try
            {
                start = _launcher.Launch(group, program, further);
            }
            finally
            {
                place.Leave();
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            place?.Dispose();
            group.Dispose();
            _reactor.Retry(group.TryRemove);
            throw;
        }

        // bubblewrap waits for its options: limits and network are in place before anything of the image runs.
        place.Belongs(group);
        _networks.Connect(place, go: () => start.Go(options(place)), lost: start.Child.Kill);
        return new SandboxProcess(start.Child, group, new FunctionOutput(start.Output, _reactor, log), _reactor, exited) { Place = place, Thread = _thread };
    }

    private static SandboxCommand Told(SandboxCommand command, SandboxPlace place) => command with { Environment = place.Tell(command.Environment) };
}
