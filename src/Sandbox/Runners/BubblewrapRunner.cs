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
    private const int OpenFiles = 7;
    private const int CoreSize = 4;

    private readonly string _bubblewrap;
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly SandboxNetworks _networks;
    private readonly SpawnThread _thread;
    private readonly ImageStacks _stacks;
    private readonly byte[] _filter = SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : [];
    private long _lastName;

    internal BubblewrapRunner(SandboxOptions options, string bubblewrap, ControlGroups groups, SandboxNetworks networks, Reactor reactor)
    {
        (_bubblewrap, _groups, _networks, _reactor) = (bubblewrap, groups, networks, reactor);
        _stacks = new ImageStacks(options, networks, [Scaffold.Top(options)], bubblewrap);
        _thread = new SpawnThread();
    }

    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks) =>
        _thread.Start(callbacks, () => Spawn(image, command, memoryMegabytes, log, callbacks.Exited));

    public void Release(string layerFolder, Action<string> failed) => _thread.Post(() =>
    {
        try
        {
            _stacks.Release(layerFolder);
        }
        catch (IOException error)
        {
            failed(error.Message);
        }
    });

    /// <summary>Ends the spawn thread, and with it every sandbox that is left.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _networks.Dispose();
    }

    private SandboxProcess Spawn(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        var root = _stacks.Mount(image);
        var group = _groups.Create($"{Environment.ProcessId}-{++_lastName}", memoryMegabytes);
        var (outputRead, outputWrite) = Descriptor.Pipe();
        var (argumentsRead, argumentsWrite) = Descriptor.Pipe();
        var (filterRead, filterWrite) = Descriptor.Pipe();
        SandboxPlace? place = null;
        ChildProcess child;
        try
        {
            outputRead.MakeNonBlocking();

            // The function may open /dev/stdout by name, which asks the pipe's owner.
            _ = Libc.ChangeOwner(outputWrite.Value, UserNamespace.SandboxUser, UserNamespace.SandboxUser);
            place = _networks.Enter();
            try
            {
                child = SpawnInside(group, command, outputWrite.Value, _filter.Length > 0 ? [argumentsRead.Value, filterRead.Value] : [argumentsRead.Value]);
            }
            finally
            {
                place.Leave();
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            place?.Dispose();
            outputRead.Dispose();
            argumentsWrite.Dispose();
            filterWrite.Dispose();
            group.Dispose();
            _reactor.Retry(group.TryRemove);
            throw;
        }
        finally
        {
            outputWrite.Dispose();
            argumentsRead.Dispose();
            filterRead.Dispose();
        }

        // bubblewrap waits for its options: limits and network are in place before anything of the image runs.
        group.Adopt(child.Id);
        place.Belongs(group);
        var arguments = Bubblewrap.Arguments(root, command with { Environment = place.Tell(command.Environment) }, isFiltered: _filter.Length > 0);
        _networks.Connect(place, go: () => Release(argumentsWrite, arguments, filterWrite), lost: child.Kill);
        var output = new FunctionOutput(outputRead, _reactor, log);
        return new SandboxProcess(child, group, output, _reactor, exited) { Place = place };
    }

    private void Release(Descriptor argumentsWrite, byte[] arguments, Descriptor filterWrite)
    {
        using (argumentsWrite)
        {
            // An error here means that bubblewrap ended already; its exit says why.
            _ = argumentsWrite.TryWrite(arguments);
        }

        using (filterWrite)
        {
            _ = filterWrite.TryWrite(_filter);
        }
    }

    private ChildProcess SpawnInside(ControlGroup group, SandboxCommand command, int output, params ReadOnlySpan<int> further)
    {
        group.Enter();
        try
        {
            using (Credentials.Assume(UserNamespace.SandboxUser))
            {
                var child = ChildProcess.Spawn(_bubblewrap, ["--args", "3", "--", .. command.Arguments], output, further);

                // As the child's own user: another user's limits are only for CAP_SYS_RESOURCE, which containers often lack.
                try
                {
                    child.Limit(OpenFiles, 1024);
                    child.Limit(CoreSize, 0);
                    return child;
                }
                catch (SystemCallException)
                {
                    child.Kill();
                    _ = child.Reap();
                    child.Dispose();
                    throw;
                }
            }
        }
        finally
        {
            group.Leave();
        }
    }
}
