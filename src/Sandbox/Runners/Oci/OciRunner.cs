using System.Net.Sockets;
using System.Runtime.Versioning;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Networking;
using Gatehouse.Sandbox.Seccomp;

namespace Gatehouse.Sandbox.Runners.Oci;

/// <summary>Starts sandboxes with an OCI runtime, which stays as each sandbox's parent. Everything that starts runs on its spawn thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OciRunner : ISandboxRunner
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    // A runtime that takes longer is not one to run functions with.
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(20);

    private readonly SandboxOptions _options;
    private readonly OciRuntime _runtime;
    private readonly ControlGroups _groups;
    private readonly Hierarchy _hierarchy;
    private readonly OciGroups _runtimeGroups;
    private readonly SandboxNetworks _networks;
    private readonly Reactor _reactor;
    private readonly SpawnThread _thread;
    private readonly ImageStacks _stacks;
    private readonly byte[] _permission = SandboxInit.Permission(SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : []);
    private readonly LiveSandboxes _live = new();
    private long _lastName;

    internal OciRunner(SandboxOptions options, OciRuntime runtime, ControlGroups groups, Hierarchy hierarchy, SandboxNetworks networks, Reactor reactor)
    {
        (_options, _runtime, _groups, _hierarchy, _networks, _reactor) = (options, runtime, groups, hierarchy, networks, reactor);
        _runtimeGroups = new OciGroups(groups, hierarchy);
        _stacks = new ImageStacks(options, networks, [Scaffold.Init(options), Scaffold.Top(options)], runtime.Program);
        _thread = new SpawnThread();
    }

    private string StateFolder => Path.Combine(_options.Folder, "oci", "state");

    // crun refuses to see both versions side by side. It then makes no group of version 2, so it is started inside ours and is frozen along.
    private string? HiddenGroups => _runtime.RefusesHybridGroups && _hierarchy is { Unified: { } unified, Legacy.Count: > 0 } ? unified : null;

    private string BundlesFolder => Path.Combine(_options.Folder, "oci", "bundles");

    /// <summary>Removes what an earlier server's runtimes left, then runs one empty sandbox. Returns what is in the way, or null.</summary>
    internal string? Try()
    {
        string? obstacle = null;
        using var done = new ManualResetEventSlim();
        _thread.Post(() =>
        {
            try
            {
                Clear();
                obstacle = Probe();
            }
            catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
            {
                obstacle = error.Message;
            }

            done.Set();
        });
        return done.Wait(ProbeLimit) ? obstacle : $"'{_runtime.Program}' did not run an empty sandbox within {ProbeLimit.TotalSeconds} s";
    }

    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks) =>
        _live.TryEnter() && _thread.Start(callbacks with { Failed = reason => Failed(callbacks, reason) }, () => Spawn(image, command, memoryMegabytes, log, callbacks.Exited));

    public void Release(string layerFolder, Action<string> failed) => _thread.Post(() => _stacks.Release(layerFolder, failed));

    /// <summary>Waits, for a bounded time, until every runtime has cleaned up, then ends the spawn thread, and with it whatever is left.</summary>
    public void Dispose()
    {
        _live.Drain(EndLimit);
        _thread.Dispose();
        _networks.Dispose();
        _runtimeGroups.Clear();
        _live.Dispose();
    }

    private void Failed(SandboxCallbacks callbacks, string reason)
    {
        _live.Leave();
        callbacks.Failed(reason);
    }

    private SandboxProcess Spawn(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        var name = $"{Environment.ProcessId}-{++_lastName}";
        var bundle = Path.Combine(BundlesFolder, name);

        var group = _groups.Create(name, memoryMegabytes, freezerFolder: _runtimeGroups.FreezerOf(name, isUnifiedHidden: HiddenGroups is not null));
        var (outputRead, outputWrite) = Descriptor.Pipe();
        SandboxPlace? place = null;
        try
        {
            outputRead.MakeNonBlocking();

            // The function may open /dev/stdout by name, which asks the pipe's owner.
            _ = Libc.ChangeOwner(outputWrite.Value, UserNamespace.SandboxUser, UserNamespace.SandboxUser);
            var root = _stacks.Mount(image);
            var extensions = _stacks.ExtensionsIn(root);
            ChildProcess child;
            InitInput lifeline;
            place = _networks.Enter();
            try
            {
                var told = command with { Environment = place.Tell(command.Environment) };
                WriteBundle(bundle, name, root, SandboxInit.Arguments(name, told, extensions.Length > 0, endsWithParent: true), SandboxInit.Environment(told), command.TemporaryBytes);
                (child, lifeline) = Launch(bundle, name, outputWrite.Value, HiddenGroups is null ? null : group);
            }
            finally
            {
                place.Leave();
            }

            var relayed = extensions.Length > 0 ? new RelayedOutput(_reactor, log) : null;
            var output = relayed?.Lines ?? new FunctionOutput(outputRead, _reactor, log);
            var stage = relayed is null ? null : new InitStage(extensions, relayed, _reactor, log, lifeline.Say);
            var process = new SandboxProcess(child, group, output, _reactor, exited)
            {
                Place = place,
                Thread = _thread,
                Lifeline = lifeline,
                Stage = stage,
                Frames = stage is null ? null : new InitFrames(outputRead, stage, _reactor),
                Ended = () => TidyUp(name, bundle, output),
            };
            _networks.Connect(place, go: () => lifeline.Begin(_permission), lost: process.Kill);
            return process;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            place?.Dispose();
            outputRead.Dispose();
            group.Dispose();
            _reactor.Retry(group.TryRemove);
            DeleteBundle(bundle);
            throw;
        }
        finally
        {
            outputWrite.Dispose();
        }
    }

    private (ChildProcess Child, InitInput Lifeline) Launch(string bundle, string name, int output, ControlGroup? group)
    {
        var (read, write) = Descriptor.Pipe();
        using (read)
        {
            try
            {
                group?.EnterFreezer();
                var arguments = SandboxInit.RuntimeArguments(HiddenGroups, _runtime.Program, _runtime.Run(StateFolder, bundle, name));
                return (ChildProcess.SpawnWithInput(Path.Combine(Scaffold.Init(_options), SandboxInit.FileName), arguments, read.Value, output), new InitInput(write));
            }
            catch (SystemCallException)
            {
                write.Dispose();
                throw;
            }
            finally
            {
                group?.LeaveFreezer();
            }
        }
    }

    private void WriteBundle(string bundle, string name, string root, IEnumerable<string> arguments, IEnumerable<string> environment, long temporaryBytes)
    {
        Directory.CreateDirectory(bundle);

        // The environment is the function's secret.
        using var file = new FileStream(Path.Combine(bundle, "config.json"), new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        OciConfiguration.Write(file, root, _runtimeGroups.PathOf(name), arguments, environment, temporaryBytes);
    }

    private static void DeleteBundle(string bundle)
    {
        if (Directory.Exists(bundle))
        {
            Directory.Delete(bundle, recursive: true);
        }
    }

    private void TidyUp(string name, string bundle, FunctionOutput output)
    {
        if (OciRuntime.Complaint(bundle) is { } complaint)
        {
            output.Complain($"{Path.GetFileName(_runtime.Program)}: {complaint}");
        }

        Directory.Delete(bundle, recursive: true);
        _runtimeGroups.Remove(name);
        _live.Leave();
    }

    private void Clear()
    {
        if (Directory.Exists(StateFolder))
        {
            using var nothing = Descriptor.Open("/dev/null", Libc.OpenReadWrite);
            foreach (var left in Directory.GetDirectories(StateFolder).Select(Path.GetFileName))
            {
                using var delete = ChildProcess.Spawn(_runtime.Program, _runtime.Delete(StateFolder, left!), nothing.Value);
                _ = delete.Reap();
            }
        }

        if (Directory.Exists(BundlesFolder))
        {
            Directory.Delete(BundlesFolder, recursive: true);
        }

        _runtimeGroups.Clear();
    }

    private string? Probe()
    {
        const string name = "probe";
        var bundle = Path.Combine(BundlesFolder, name);
        WriteBundle(bundle, name, _stacks.MountEmpty(), SandboxInit.ProbeArguments, [], temporaryBytes: 1 << 20);
        var group = _groups.Create(name, memoryMegabytes: 128, freezes: false);
        var program = Path.GetFileName(_runtime.Program);
        try
        {
            using var nothing = Descriptor.Open("/dev/null", Libc.OpenReadWrite);
            ChildProcess child;
            InitInput lifeline;
            SandboxSockets sockets;
            using (NetworkNamespace.Enter())
            {
                sockets = SandboxSockets.Listen(server: null);
                (child, lifeline) = Launch(bundle, name, nothing.Value, group: null);
                lifeline.Begin(_permission);
            }

            using (child)
            using (lifeline)
            using (sockets)
            {
                return (child.Reap(), OciRuntime.Complaint(bundle)) switch
                {
                    ({ Code: 0, Signal: 0 }, _) => null,
                    (_, { } complaint) => $"'{program}' cannot run a sandbox: {complaint}",
                    (var status, _) => $"'{program}' runs sandboxes that cannot reach the Runtime API in the network they were started in ({status.Reason})",
                };
            }
        }
        finally
        {
            Directory.Delete(bundle, recursive: true);
            _runtimeGroups.Remove(name);
            group.Dispose();

            // The start waits for it: nothing of the trial is there when the server is ready.
            SpinWait.SpinUntil(group.TryRemove, TimeSpan.FromSeconds(2));
        }
    }
}
