using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.RuntimeApi;
using Gatehouse.Sandbox.Seccomp;
using Gatehouse.Sandbox.Watching;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox;

/// <summary>Runs functions from container images on this machine, without a container engine.</summary>
public sealed partial class SandboxEngine : IAsyncDisposable
{
    // The last phase of a sandbox has 2 seconds, and the server 5 to stop.
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromMilliseconds(2500);

    private readonly ILogger _logger;
    private readonly LayerStore _layers;
    private readonly KeptDocuments _kept;
    private readonly ImagePreparation _images;
    private readonly PackagePreparation _packages;
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly RunnerChoice _runner;
    private readonly ITimer _reaper;
    private readonly ConcurrentDictionary<FunctionPool, bool> _pools = [];
    private readonly ConcurrentDictionary<FunctionSandbox, TaskCompletionSource> _lingering = [];
    private readonly ConcurrentDictionary<(string Arn, string Version), FunctionFigures> _figures = [];
    private int _sandboxes;

    private SandboxEngine(SandboxOptions options, IImageSource images, ILogSink logs, TimeProvider time, ILogger logger, ControlGroups groups, Reactor reactor, RunnerChoice runner)
    {
        (Options, Logs, Time, _logger, _groups, _reactor, _runner) = (options, logs, time, logger, groups, reactor, runner);

        // The two kinds of marks are not read by each other's mounts: a folder that root served before is unpacked anew.
        _layers = new LayerStore(Path.Combine(options.Folder, UserNamespace.IsInitial ? "layers" : "layers-rootless"), time);
        _layers.Clear();
        _kept = new KeptDocuments(Path.Combine(options.Folder, "images"), time);
        _kept.Clear();
        _images = new ImagePreparation(images, _layers, _kept);
        Packages = new PackageStore(Path.Combine(options.Folder, "packages"), time);
        Packages.Clear();
        _packages = new PackagePreparation(Packages, _layers, _images);
        Freezer = new Freezer(time);
        var period = TimeSpan.FromTicks(Math.Clamp(options.IdleTimeout.Ticks / 4, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute));
        _reaper = time.CreateTimer(static state => ((SandboxEngine)state!).Reap(), this, period, period);
    }

    /// <summary>Sandboxes of all functions.</summary>
    public int Sandboxes => Volatile.Read(ref _sandboxes);

    /// <summary>False when this machine cannot run functions at all; the log has said why.</summary>
    public bool IsAble => _runner.Name is not null;

    /// <summary>What functions run with: <c>bubblewrap</c>, <c>oci</c>, <c>docker</c>; null for nothing.</summary>
    public string? RunnerName => _runner.Name;

    /// <summary>Why it is this runner, or why there is none.</summary>
    public string RunnerReason => _runner.Reason;

    /// <summary>The zips of functions that are no images.</summary>
    public PackageStore Packages { get; }

    internal SandboxOptions Options { get; }

    private int MostLingering => Math.Max(8, Options.MaxSandboxes / 4);

    internal ILogSink Logs { get; }

    internal TimeProvider Time { get; }

    internal ISandboxRunner Runner => _runner.Runner;

    internal HeldReplies Held { get; } = new();

    internal Freezer Freezer { get; }

    /// <summary>
    /// Clears what an earlier server left behind in the folder, finds out what this machine permits, and warns once of
    /// each limit that it cannot enforce.
    /// </summary>
    /// <exception cref="RunnerUnavailableException">The runner that the options name does not work here.</exception>
    public static SandboxEngine Start(SandboxOptions options, IImageSource images, ILogSink logs, TimeProvider time, ILoggerFactory loggers)
    {
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        Directory.CreateDirectory(options.Folder);
        var logger = loggers.CreateLogger<SandboxEngine>();
        var linux = OperatingSystem.IsLinux();
        var hierarchy = Hierarchy.Read(linux ? File.ReadLines("/proc/self/mountinfo") : []);
        var groups = ControlGroups.Open(options.Folder, hierarchy, linux ? File.ReadLines("/proc/self/cgroup") : []);
        if (groups.Clear() is var left and > 0)
        {
            Log.ClearedLeftovers(logger, left);
        }

        Scaffold.Write(options);
        var reactor = new Reactor(logger);
        RunnerChoice runner;
        try
        {
            runner = RunnerChoice.Make(options, groups, hierarchy, reactor, logger);
        }
        catch (RunnerUnavailableException)
        {
            reactor.Dispose();
            throw;
        }

        Report(logger, groups, runner);
        return new SandboxEngine(options, images, logs, time, logger, groups, reactor, runner);
    }

    private static void Report(ILogger logger, ControlGroups groups, RunnerChoice runner)
    {
        if (runner.Name is null)
        {
            Log.CannotRun(logger, runner.Reason);
            return;
        }

        // The one that is best everywhere is no news: the server's first line names it, and its health says why.
        Log.RunsWith(logger, runner.IsSecondBest ? LogLevel.Information : LogLevel.Debug, runner.Name, runner.Reason);
        if (runner.NotEnforced.Count > 0)
        {
            Log.NotEnforced(logger, runner.Name, string.Join("; ", runner.NotEnforced));
        }

        // An engine sets limits itself, wherever it is.
        if (groups.Missing.Count > 0 && runner.Name != RunnerChoice.Docker)
        {
            Log.LimitsNotEnforced(logger, string.Join(", ", groups.Missing));
        }

        if (groups.Freezers is null && runner.Name is (RunnerChoice.Bubblewrap or RunnerChoice.Oci))
        {
            Log.NotFrozen(logger);
        }

        if (!SystemCallFilter.IsAvailable)
        {
            Log.CallsNotFiltered(logger);
        }
    }

    /// <summary>Reads an image and unpacks the layers that are not there yet.</summary>
    /// <exception cref="ImageRejectedException">The image is missing, broken, unsafe or of a kind that Lambda does not take.</exception>
    public ValueTask<PreparedImage> PrepareAsync(ImageReference image, CancellationToken cancellation) => new(_images.PrepareAsync(image, cancellation));

    /// <summary>Unpacks the packages that are not there yet, above an image or an empty root.</summary>
    /// <param name="packages">Lowest first.</param>
    /// <exception cref="ImageRejectedException">The image or a package is missing, broken, unsafe or too large.</exception>
    public ValueTask<PreparedImage> PrepareAsync(ImageReference? image, IReadOnlyList<PackageReference> packages, CancellationToken cancellation) =>
        new(_packages.PrepareAsync(image, packages, cancellation));

    /// <summary>Deletes the unpacked layers of images and packages that no function uses any more, and the packages themselves.</summary>
    /// <param name="images">The digests of all images that functions name.</param>
    /// <param name="dryRun">Finds out what would be deleted, and deletes nothing.</param>
    public ValueTask<LayerCollection> CollectAsync(IReadOnlySet<string> images, PackageUses packages, bool dryRun) => new(Task.Run(() =>
    {
        var open = _pools.Keys.Select(pool => pool.Revision.Image).ToArray();
        var unpacked = packages.Unpacked.Concat(open.SelectMany(image => image.Packages)).ToHashSet();
        var diffIds = unpacked.Select(PackagePreparation.LayerOf).ToHashSet(StringComparer.Ordinal);
        var documents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images.Concat(open.Select(image => image.Reference?.Digest).OfType<string>()))
        {
            var found = _images.FindKept(image);
            diffIds.UnionWith(found.DiffIds);
            documents.UnionWith(found.Documents);
        }

        var collected = _layers.Collect(diffIds, dryRun, layer => Runner.Release(layer, reason => Log.NotReleased(_logger, layer, reason)));
        if (!dryRun)
        {
            _kept.Retain(documents);
        }

        var (zips, bytes) = Packages.Retain(packages.Zips.Concat(unpacked.Select(package => package.Digest)).ToHashSet(StringComparer.Ordinal), dryRun);
        return collected with { Packages = zips, PackageBytes = bytes };
    }));

    /// <summary>A pool for one revision of a function; no sandbox is started yet.</summary>
    public FunctionPool Open(FunctionRevision revision)
    {
        // Zero bytes separate bubblewrap's options: one inside a value would become an option.
        IEnumerable<string?> words =
            [.. revision.EntryPoint ?? [], .. revision.Command ?? [], revision.WorkingDirectory, revision.Runtime?.Handler, .. revision.Environment.SelectMany(pair => (string[])[pair.Key, pair.Value])];
        if (words.Any(word => word?.Contains('\0', StringComparison.Ordinal) == true) || revision.Environment.Keys.Any(name => name.Length == 0 || name.Contains('=', StringComparison.Ordinal)))
        {
            throw new ArgumentException("A command or variable of the function contains a zero byte, or a variable's name is not one.", nameof(revision));
        }

        var pool = new FunctionPool(this, revision);
        _pools[pool] = true;

        // Again: the last pool of an earlier revision may have taken them away since they were looked up.
        _figures[KeyOf(revision)] = pool.Figures;
        return pool;
    }

    /// <summary>Every version that has a pool, as it is now.</summary>
    public IReadOnlyList<FunctionReading> Read() => [.. _figures.Values.Select(figures => figures.Read())];

    /// <summary>Ends every sandbox and waits until none is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reaper.DisposeAsync();
        foreach (var pool in _pools.Keys)
        {
            _ = pool.Retire();
            foreach (var sandbox in pool.Snapshot())
            {
                if (!sandbox.TryEnd())
                {
                    sandbox.Kill();
                }
            }
        }

        await LingerAsync();

        Held.Dispose();
        Freezer.Dispose();

        // The reactor outlives the last exit: its thread removes their control groups.
        await Task.Run(() =>
        {
            Runner.Dispose();
            _reactor.Dispose();
            _groups.Remove();
        });
    }

    internal bool TryTakeRoom()
    {
        if (Interlocked.Increment(ref _sandboxes) <= Options.MaxSandboxes)
        {
            return true;
        }

        Interlocked.Decrement(ref _sandboxes);
        return false;
    }

    /// <summary>A sandbox whose extensions take their time to end. Too many of them at once would be a way around the limit of sandboxes.</summary>
    internal bool TryLinger(FunctionSandbox sandbox) =>
        _lingering.Count < MostLingering && _lingering.TryAdd(sandbox, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    internal void Ended(FunctionSandbox sandbox)
    {
        if (_lingering.TryRemove(sandbox, out var ended))
        {
            ended.SetResult();
        }
    }

    internal void GiveRoom() => Interlocked.Decrement(ref _sandboxes);

    internal bool TryMakeRoom() => _pools.Keys.Any(pool => pool.EvictIdle());

    internal void Forget(FunctionPool pool)
    {
        // A version that is deleted has no other pool; one that is updated has its next one already.
        if (_pools.TryRemove(pool, out _) && !pool.Figures.Remove(pool))
        {
            _figures.TryRemove(new(KeyOf(pool.Revision), pool.Figures));
        }
    }

    internal FunctionFigures FiguresOf(FunctionRevision revision) => _figures.GetOrAdd(KeyOf(revision), static (_, revision) => new FunctionFigures(revision), revision);

    internal void ReportStartFailure(FunctionRevision revision, string reason)
    {
        FiguresOf(revision).StartFailed(Time.GetUtcNow(), reason);
        Log.StartFailed(_logger, revision.FunctionArn, reason);
    }

    private static (string Arn, string Version) KeyOf(FunctionRevision revision) => (revision.FunctionArn, revision.Version);

    private async Task LingerAsync()
    {
        try
        {
            await Task.WhenAll(_lingering.Values.Select(ended => ended.Task)).WaitAsync(s_longestEnd);
        }
        catch (TimeoutException)
        {
            foreach (var sandbox in _lingering.Keys)
            {
                sandbox.Kill();
            }
        }
    }

    private void Reap()
    {
        var oldest = Time.GetTimestamp() - (long)(Options.IdleTimeout.TotalSeconds * Time.TimestampFrequency);
        foreach (var pool in _pools.Keys)
        {
            pool.Reap(oldest);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Functions cannot run on this machine: {Reason}")]
        internal static partial void CannotRun(ILogger logger, string reason);

        [LoggerMessage("Functions run with {Runner} ({Reason})")]
        internal static partial void RunsWith(ILogger logger, LogLevel level, string runner, string reason);

        [LoggerMessage(LogLevel.Warning, "The runner {Runner} does not enforce everything here: {What}")]
        internal static partial void NotEnforced(ILogger logger, string runner, string what);

        [LoggerMessage(LogLevel.Warning, "These limits of functions are not enforced, because no control group for them can be created: {Controllers}")]
        internal static partial void LimitsNotEnforced(ILogger logger, string controllers);

        [LoggerMessage(LogLevel.Warning, "Functions are not frozen between invocations, because no control group of version 2 can be created for them")]
        internal static partial void NotFrozen(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The layer {Layer} could not be unmounted: {Reason}")]
        internal static partial void NotReleased(ILogger logger, string layer, string reason);

        [LoggerMessage(LogLevel.Warning, "The system calls of functions are not filtered, because this kernel or processor has no filter that we know")]
        internal static partial void CallsNotFiltered(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Cleared {Count} sandboxes' control groups that an earlier server had left")]
        internal static partial void ClearedLeftovers(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "A sandbox of {FunctionArn} could not be started: {Reason}")]
        internal static partial void StartFailed(ILogger logger, string functionArn, string reason);
    }
}
