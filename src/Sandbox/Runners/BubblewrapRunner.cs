using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Seccomp;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Starts sandboxes with bubblewrap. Opened once; everything that starts runs on its spawn thread.</summary>
internal sealed class BubblewrapRunner : ISandboxRunner
{
    private const int OpenFiles = 7;
    private const int CoreSize = 4;

    private readonly SandboxOptions _options;
    private readonly string _bubblewrap;
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly SpawnThread _thread;
    private readonly byte[] _filter = SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : [];
    private OverlayMounts? _mounts;
    private long _lastName;

    internal BubblewrapRunner(SandboxOptions options, string bubblewrap, ControlGroups groups, Reactor reactor)
    {
        (_options, _bubblewrap, _groups, _reactor) = (options, bubblewrap, groups, reactor);
        Scaffold.Write(ScaffoldFolder);
        _thread = new SpawnThread();
    }

    private string ScaffoldFolder => Path.Combine(_options.Folder, "scaffold");

    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks) =>
        _thread.Post(() =>
        {
            try
            {
                callbacks.Started(Spawn(image, command, memoryMegabytes, log, callbacks.Exited));
            }
            catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
            {
                callbacks.Failed(error.Message);
            }
        });

    public void Release(string layerFolder, Action<string> failed) => _thread.Post(() =>
    {
        try
        {
            _mounts?.Release(layerFolder);
        }
        catch (IOException error)
        {
            failed(error.Message);
        }
    });

    /// <summary>Ends the spawn thread, and with it every sandbox that is left.</summary>
    public void Dispose() => _thread.Dispose();

    private SandboxProcess Spawn(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        if (_mounts is null)
        {
            NetworkNamespace.Settle();
            _mounts = OverlayMounts.Open(HubFolder(), ScaffoldFolder);
        }

        var arguments = Bubblewrap.Arguments(_mounts.Mount(image), command, isFiltered: _filter.Length > 0);
        var group = _groups.Create($"{Environment.ProcessId}-{++_lastName}", memoryMegabytes);
        var (outputRead, outputWrite) = Descriptor.Pipe();
        var (argumentsRead, argumentsWrite) = Descriptor.Pipe();
        var (filterRead, filterWrite) = Descriptor.Pipe();
        Socket? runtime = null;
        Socket? server = null;
        ChildProcess child;
        try
        {
            outputRead.MakeNonBlocking();

            // The function may open /dev/stdout by name, which asks the pipe's owner.
            _ = Libc.ChangeOwner(outputWrite.Value, UserNamespace.SandboxUser, UserNamespace.SandboxUser);
            using (NetworkNamespace.Enter())
            {
                runtime = Listen(SandboxProcess.RuntimeEndpoint);
                server = _options.Server is { } endpoint ? Listen(new IPEndPoint(IPAddress.Loopback, endpoint.Port)) : null;
                child = SpawnInside(group, command, outputWrite.Value, _filter.Length > 0 ? [argumentsRead.Value, filterRead.Value] : [argumentsRead.Value]);
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            runtime?.Dispose();
            server?.Dispose();
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

        // bubblewrap waits for its options: the limits are in place before anything of the image runs.
        group.Adopt(child.Id);
        Send(argumentsWrite, arguments);
        Send(filterWrite, _filter);
        var output = new FunctionOutput(outputRead, _reactor, log);
        return new SandboxProcess(child, group, output, _reactor, exited) { RuntimeListener = runtime, ServerListener = server };
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

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Listen(64);
        return socket;
    }

    private static unsafe void Send(Descriptor pipe, ReadOnlySpan<byte> bytes)
    {
        using (pipe)
        {
            fixed (byte* start = bytes)
            {
                for (var sent = 0; sent < bytes.Length;)
                {
                    var written = Libc.Write(pipe.Value, start + sent, (nuint)(bytes.Length - sent));
                    if (written < 0)
                    {
                        // bubblewrap ended already; its exit says why.
                        return;
                    }

                    sent += (int)written;
                }
            }
        }
    }

    // Any folder that exists everywhere will do, unless this program itself is loaded from there: the thread must still see it.
    private string HubFolder()
    {
        string[] needed = [AppContext.BaseDirectory, RuntimeEnvironment.GetRuntimeDirectory(), Path.GetFullPath(_options.Folder), _bubblewrap];
        string[] candidates = ["/mnt", "/media", "/srv", "/opt", "/boot"];
        return Array.Find(candidates, folder => Directory.Exists(folder) && !Array.Exists(needed, path => path.StartsWith(folder + "/", StringComparison.Ordinal)))
            ?? throw new IOException("None of /mnt, /media, /srv, /opt and /boot is free to carry the sandboxes' file systems.");
    }
}
