using System.Net.Sockets;
using System.Security.Cryptography;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Networking;
using Gatehouse.Sandbox.Seccomp;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Starts sandboxes as containers of an engine that speaks Docker's API: dockerd, podman's service, Docker Desktop.</summary>
internal sealed partial class DockerRunner : ISandboxRunner
{
    // Engines start containers one after the other anyway; more at once only wait longer each.
    private const int StartsAtOnce = 4;
    private const int MostLooks = 250;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly SandboxOptions _options;
    private readonly DockerClient _client;
    private readonly Hierarchy _hierarchy;
    private readonly Reactor _reactor;
    private readonly ILogger _logger;
    private readonly string _owner;
    private readonly SpawnThread _thread = new();
    private readonly SandboxNetworks _networks;
    private readonly DockerImages _images;
    private readonly SemaphoreSlim _starts = new(StartsAtOnce);
    private readonly LiveSandboxes _live = new();
    private readonly byte[] _permission = SandboxInit.Permission(SystemCallFilter.IsAvailable ? SystemCallFilter.ForThisProcessor() : []);
    private DockerNetwork _network = DockerNetwork.Own;

    internal DockerRunner(SandboxOptions options, DockerClient client, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger)
    {
        // The name of the data folder's control groups tells it from others that share the engine, too.
        (_options, _client, _owner, _hierarchy, _reactor, _logger) = (options, client, groups.Name, hierarchy, reactor, logger);
        _networks = new SandboxNetworks(options, groups, reactor, logger, knowsGroups: false);
        _images = new DockerImages(client, _owner, _thread, new ImageStacks(options, _networks, [Scaffold.Init(options), Scaffold.Top(options)]));
    }

    private string Label => _owner + ".sandbox";

    /// <summary>Removes what an earlier server left in the engine, and finds out how a sandbox's network is reached.</summary>
    internal async Task<DockerNetwork> OpenAsync(Func<Task<DockerNetwork>> shared)
    {
        foreach (var left in await _client.ListContainersAsync(Label))
        {
            await _client.RemoveAsync(left);
        }

        await _images.OpenAsync();
        return _network = await ProbeAsync() ? DockerNetwork.Own : await shared();
    }

    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks)
    {
        if (!_live.TryEnter())
        {
            return false;
        }

        _ = StartAsync(image, command, memoryMegabytes, log, callbacks);
        return true;
    }

    public void Release(string layerFolder, Action<string> failed) => _ = ReleaseAsync(layerFolder, failed);

    /// <summary>Waits, for a bounded time, until the engine has removed every container.</summary>
    public void Dispose()
    {
        _live.Drain(EndLimit);
        _thread.Dispose();
        _networks.Dispose();
        _client.Dispose();
        _starts.Dispose();
        _live.Dispose();
    }

    private async Task StartAsync(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks)
    {
        await Task.Yield();
        DockerSandbox? sandbox = null;
        await _starts.WaitAsync();
        try
        {
            sandbox = await SpawnAsync(image, command, memoryMegabytes, log, callbacks.Exited);
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            callbacks.Failed(error.Message);
        }
        finally
        {
            _starts.Release();
        }

        if (sandbox is not null)
        {
            callbacks.Started(sandbox);
            await sandbox.Ended;
        }

        _live.Leave();
    }

    private async Task<DockerSandbox> SpawnAsync(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, Action<ExitStatus> exited)
    {
        var name = NewName();
        var sockets = _network.Listen(_options.Server);
        try
        {
            var extensions = await _images.ExtensionsInAsync(image);
            var container = new DockerContainer(await _images.GetAsync(image), name, Label, _network.Name)
            {
                Arguments = SandboxInit.Arguments(name, command, extensions.Length > 0),
                Environment = SandboxInit.Environment(_network.Address(command, sockets)),
                MemoryMegabytes = memoryMegabytes,
                TemporaryBytes = command.TemporaryBytes,
                ExtraHost = _network.ExtraHost,
            };
            return await LaunchAsync(container, () => _images.Forget(image), async (id, attached) =>
            {
                DockerMemory? memory = null;
                if (sockets is null)
                {
                    var process = await FindProcessAsync(id, name) ?? throw new IOException("the container's process is not on this machine any more");
                    sockets = await ListenInsideAsync(process, _options.Server);
                    memory = DockerMemory.Find(_hierarchy, process);
                }

                await attached.WriteAsync(_permission);
                var output = new RelayedOutput(_reactor, log);
                var sandbox = new DockerSandbox(_client, id, attached, sockets, memory, output, exited, reason => Log.Lost(_logger, id, reason))
                {
                    Thread = _network.IsOwn ? _thread : null,
                };
                sandbox.Stage = extensions.Length > 0 ? new InitStage(extensions, output, _reactor, log, sandbox.Say) : null;
                return sandbox;
            });
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            sockets?.Dispose();
            throw;
        }
    }

    // Create, attach, start: whoever attaches later misses what was printed before.
    private async Task<T> LaunchAsync<T>(DockerContainer container, Action imageMissing, Func<string, Stream, Task<T>> then)
    {
        string id;
        try
        {
            id = await _client.CreateAsync(container.Name, container.Write());
        }
        catch (DockerException error) when (error.IsMissing)
        {
            imageMissing();
            throw;
        }

        Stream? attached = null;
        try
        {
            attached = await _client.AttachAsync(id);
            await _client.StartAsync(id);
            return await then(id, attached);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            if (attached is not null)
            {
                await attached.DisposeAsync();
            }

            await _client.RemoveAsync(id);
            throw;
        }
    }

    /// <summary>True when an empty sandbox reached a listener that this server put into its network.</summary>
    private async Task<bool> ProbeAsync()
    {
        var name = NewName();
        var container = new DockerContainer(await _images.GetAsync(null), name, Label, DockerNetwork.Own.Name)
        {
            Arguments = [.. SandboxInit.ProbeArguments, name], Environment = [], MemoryMegabytes = 128, TemporaryBytes = 1 << 20,
        };
        return await LaunchAsync(container, () => { }, async (id, attached) =>
        {
            var process = await FindProcessAsync(id, name);
            SandboxSockets? sockets = null;
            try
            {
                sockets = process is { } found && UserNamespace.IsInitial ? await ListenInsideAsync(found, server: null) : null;
            }
            catch (SystemCallException)
            {
                // Without the right to enter another network; the exit below says what there is to know.
            }

            using (sockets)
            {
                await attached.WriteAsync(_permission);
                var status = await _client.WaitAsync(id);
                await attached.DisposeAsync();
                await _client.RemoveAsync(id);
                return status is { Code: 0, Signal: 0 }
                    || (status is { Code: 3, Signal: 0 } ? false : throw new IOException($"the engine does not run a sandbox's first process: {status.Reason}"));
            }
        });
    }

    // An engine elsewhere has processes of the same number here: ours carries its name on its command line, from the moment on when
    // the runtime has become it, which engines do not wait for.
    private async Task<int?> FindProcessAsync(string id, string name)
    {
        var process = await _client.ReadProcessIdAsync(id);
        for (var look = 0; look < MostLooks && process > 0; look++)
        {
            try
            {
                if ((await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Contains(name, StringComparison.Ordinal))
                {
                    return process;
                }
            }
            catch (IOException)
            {
                return null;
            }

            await Task.Delay(LookInterval, TimeProvider.System);
        }

        return null;
    }

    private Task<SandboxSockets> ListenInsideAsync(int process, ServerEndpoint? server) => _thread.RunAsync(() =>
    {
        using (NetworkNamespace.EnterThatOf(process))
        {
            return SandboxSockets.Listen(server);
        }
    });

    private async Task ReleaseAsync(string layerFolder, Action<string> failed)
    {
        try
        {
            await _images.ReleaseAsync(layerFolder);
        }
        catch (IOException error)
        {
            failed(error.Message);
            return;
        }

        _thread.Post(() => _images.Unmount(layerFolder, failed));
    }

    private string NewName() => $"{_owner}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The container {Container} could not be followed to its end: {Reason}")]
        internal static partial void Lost(ILogger logger, string container, string reason);
    }
}
