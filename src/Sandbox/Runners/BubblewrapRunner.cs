using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Seccomp;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Starts sandboxes with bubblewrap. Opened once; everything that starts runs on its spawn thread.</summary>
internal sealed class BubblewrapRunner : ISandboxRunner
{
    private readonly SandboxOptions _options;
    private readonly string _bubblewrap;
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly SpawnThread _thread;
    private readonly BubblewrapLauncher _launcher;
    private readonly Dictionary<string, string[]> _extensions = [];
    private OverlayMounts? _mounts;
    private long _lastName;

    internal BubblewrapRunner(SandboxOptions options, string bubblewrap, ControlGroups groups, Reactor reactor)
    {
        (_options, _bubblewrap, _groups, _reactor) = (options, bubblewrap, groups, reactor);
        _launcher = new BubblewrapLauncher(bubblewrap, SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : []);
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

    private ISandboxProcess Spawn(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        if (_mounts is null)
        {
            NetworkNamespace.Settle();
            _mounts = OverlayMounts.Open(HubFolder(), ScaffoldFolder);
        }

        var root = _mounts.Mount(image);
        var extensions = ExtensionsIn(root);
        var group = _groups.Create($"{Environment.ProcessId}-{++_lastName}", memoryMegabytes);
        return extensions.Length == 0
            ? Enclose(group, Bubblewrap.Alone(root, command, _launcher.IsFiltered), command.Arguments, log, exited)
            : Stage(group, root, extensions, command, log, exited);
    }

    private StagedSandbox Stage(ControlGroup group, string root, string[] extensions, SandboxCommand command, SandboxLog log, Action<ExitStatus> exited)
    {
        var temporary = _mounts!.MountTemporary(command.TemporaryBytes);
        var (waits, release) = Descriptor.Pipe();
        SandboxProcess holder;
        try
        {
            // The root folder is no program: once released, the holder cannot start it and ends.
            holder = Enclose(group, Bubblewrap.Holder(root, _launcher.FirstFurther), ["/"], log, exited, waits.Value);
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
            Command = command,
            Group = group,
            Log = log,
            Reactor = _reactor,
            Thread = _thread,
            Launcher = _launcher,
        };
        var staged = new StagedSandbox(holder, release, start);
        holder.Released = staged.Release;
        return staged;
    }

    private SandboxProcess Enclose(ControlGroup group, byte[] options, IEnumerable<string> program, SandboxLog log, Action<ExitStatus> exited, params ReadOnlySpan<int> further)
    {
        Socket? runtime = null;
        Socket? server = null;
        try
        {
            using (NetworkNamespace.Enter())
            {
                runtime = Listen(SandboxProcess.RuntimeEndpoint);
                server = _options.Server is { } endpoint ? Listen(new IPEndPoint(IPAddress.Loopback, endpoint.Port)) : null;
                var (child, output) = _launcher.Launch(group, options, program, further);
                return new SandboxProcess(child, group, new FunctionOutput(output, _reactor, log), _reactor, exited)
                {
                    RuntimeListener = runtime,
                    ServerListener = server,
                    Thread = _thread,
                };
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            runtime?.Dispose();
            server?.Dispose();
            group.Dispose();
            _reactor.Retry(group.TryRemove);
            throw;
        }
    }

    // A stack never changes, and its folder's name never comes again.
    private string[] ExtensionsIn(string root)
    {
        if (!_extensions.TryGetValue(root, out var names))
        {
            names = ImageFolder.Files(root, "opt/extensions", ExtensionSession.MostExtensions + 1);
            _extensions[root] = names;
        }

        return names;
    }

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Listen(64);
        return socket;
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
