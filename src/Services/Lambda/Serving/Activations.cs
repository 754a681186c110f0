using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Brings revisions into service in the background: fetches and unpacks the image, opens a pool, starts a first sandbox, and says how it went in the function's state.</summary>
internal sealed partial class Activations(FunctionCatalog catalog, FunctionSlots slots, SandboxEngine engine, TimeProvider time, ILogger<Activations> log) : IAsyncDisposable
{
    // A pool that was replaced still takes calls that had chosen it and are writing their event.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    // Unpacking is work for the disk and one processor; more at once only makes each one late.
    private readonly SemaphoreSlim _turns = new(2, 2);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Brings back everything that is stored. Returns at once; calls wait for the version that they name.</summary>
    public async ValueTask StartAsync()
    {
        foreach (var (scope, name, function) in await catalog.LoadAllAsync())
        {
            var reference = new FunctionReference(scope, name, null);
            var slot = slots.Of(scope, name);
            using var hold = await slot.EnterAsync(CancellationToken.None);
            var versions = (await catalog.ListVersionsAsync(reference, null, int.MaxValue, CancellationToken.None)).Items;
            foreach (var version in versions)
            {
                slot.Version(version.Version);
            }

            slot.Publish(function);
            Track(ReopenAsync(slot, function, versions));
        }
    }

    /// <summary>Starts the activation of <c>$LATEST</c>.</summary>
    public void ActivateLatest(FunctionReference function, StoredFunction row) => Track(ActivateLatestAsync(slots.Of(function.Scope, function.Name), row));

    /// <summary>Starts the activation of a version that was just published.</summary>
    public void ActivateVersion(FunctionReference function, Revision version) => Track(ActivateVersionAsync(slots.Of(function.Scope, function.Name), version));

    /// <summary>Takes pools out of service in the background; what they run goes on to its end.</summary>
    public void Retire(params IEnumerable<FunctionPool?> pools)
    {
        foreach (var pool in pools)
        {
            if (pool is not null)
            {
                Track(RetireAsync(pool, TimeSpan.Zero));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _turns.Dispose();
    }

    private async Task RetireAsync(FunctionPool pool, TimeSpan after)
    {
        try
        {
            await Task.Delay(after, time, _stop.Token);
            await pool.RetireAsync().AsTask().WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The engine ends with the server, and every pool with it.
        }
    }

    private void Replace(LiveVersion version, FunctionPool? next)
    {
        if (version.Settle(next) is { } old)
        {
            Track(RetireAsync(old, s_grace));
        }
    }

    private async Task ReopenAsync(FunctionSlot slot, StoredFunction function, IReadOnlyList<Revision> versions)
    {
        if (function.Serving is { } serving)
        {
            await ReopenAsync(slot, serving);
        }

        if (function.Latest.Status.IsUnsettled)
        {
            await ActivateLatestAsync(slot, function);
        }
        else if (function.Serving is null)
        {
            await SettleAsync(slot, FunctionReference.Latest, null);
        }

        foreach (var version in versions)
        {
            await (version.Status.IsUnsettled ? ActivateVersionAsync(slot, version) : ReopenAsync(slot, version));
        }
    }

    private async Task ReopenAsync(FunctionSlot slot, Revision revision)
    {
        var opened = revision.Status.State == "Failed" ? null : (await OpenAsync(slot, revision)).Pool;
        if (!_stop.IsCancellationRequested)
        {
            await SettleAsync(slot, revision.Version, opened);
        }
    }

    private async Task ActivateLatestAsync(FunctionSlot slot, StoredFunction row)
    {
        var opened = await OpenAsync(slot, row.Latest);
        if (_stop.IsCancellationRequested)
        {
            // The next start goes on from the row.
            return;
        }

        opened.Pool?.Warm();
        var used = false;
        await catalog.TryChangeAsync(new FunctionReference(slot.Scope, slot.Name, null), (function, _) =>
        {
            if (function.Activation != row.Activation || !function.Latest.Status.IsUnsettled)
            {
                return new(function);
            }

            // Before the row says so: who reads "Successful" and calls at once reaches the new code.
            used = true;
            Replace(slot.Version(FunctionReference.Latest), opened.Pool);
            return new(Settled(function, opened));
        }, CancellationToken.None);
        if (!used)
        {
            Retire(opened.Pool);
        }
    }

    private static StoredFunction Settled(StoredFunction function, Opened opened)
    {
        var status = opened.Pool is null ? function.Latest.Status.Failed(opened.Code, opened.Reason) : RevisionStatus.Active;
        var latest = function.Latest with { Status = status, RevisionId = Ids.Uuid() };
        return function with { Latest = latest, Serving = opened.Pool is null ? function.Serving : latest };
    }

    private async Task ActivateVersionAsync(FunctionSlot slot, Revision version)
    {
        var opened = await OpenAsync(slot, version);
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        opened.Pool?.Warm();
        var used = false;
        await catalog.TryChangeAsync(new FunctionReference(slot.Scope, slot.Name, null), async (function, versions) =>
        {
            // A function that was deleted and made again may have another version of this number.
            if (await catalog.FindVersionAsync(new FunctionReference(slot.Scope, slot.Name, null), version.Version, CancellationToken.None) is { Status.IsUnsettled: true } stored
                && stored.CodeSha256 == version.CodeSha256 && stored.LastModified == version.LastModified)
            {
                used = true;
                Replace(slot.Version(version.Version), opened.Pool);
                var status = opened.Pool is null ? stored.Status.Failed(opened.Code, opened.Reason) : RevisionStatus.Active;
                versions.Put.Add(stored with { Status = status, RevisionId = Ids.Uuid() });
            }

            return function;
        }, CancellationToken.None);
        if (!used)
        {
            Retire(opened.Pool);
        }
    }

    /// <summary>Puts the pool in place, unless the version went away.</summary>
    private async Task SettleAsync(FunctionSlot slot, string version, FunctionPool? pool)
    {
        using var hold = await slot.EnterAsync(CancellationToken.None);
        if (slot.Current?.Find(version)?.Version is { } live)
        {
            Replace(live, pool);
        }
        else
        {
            Retire(pool);
        }
    }

    private async Task<Opened> OpenAsync(FunctionSlot slot, Revision revision)
    {
        try
        {
            await _turns.WaitAsync(_stop.Token);
            try
            {
                var image = revision.Package is { } package
                    ? await engine.PrepareAsync(package.BaseReference, package.References(), _stop.Token)
                    : await engine.PrepareAsync(new ImageReference(revision.Image!.Repository, revision.Image.Digest), _stop.Token);
                return new Opened(engine.Open(ForSandbox(slot, revision, image)), "", "");
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new Opened(null, "", "");
        }
        catch (ImageRejectedException rejected)
        {
            Log.Rejected(log, slot.Scope, slot.Name, revision.Version, rejected.Message);
            var code = rejected.Reason is ImageRejection.ManifestMissing or ImageRejection.BlobMissing ? "ImageDeleted" : "InvalidImage";
            return new Opened(null, revision.Package is null ? code : "InvalidRuntime", rejected.Message);
        }
        catch (Exception failure)
        {
            // The rim of this background work: a full disk, most of all. Without an end the function would stay pending for ever.
            Log.Failed(log, slot.Scope, slot.Name, revision.Version, failure);
            return new Opened(null, "InternalError", $"The code could not be made ready: {failure.Message}");
        }
    }

    private static FunctionRevision ForSandbox(FunctionSlot slot, Revision revision, PreparedImage image) => new()
    {
        Account = slot.Scope.Account,
        Region = slot.Scope.Region,
        FunctionName = slot.Name,
        FunctionArn = FunctionReference.ArnOf(slot.Scope, slot.Name),
        Version = revision.Version,
        Image = image,
        Runtime = revision.Package is { } package ? new PackageRuntime(package.Runtime, package.Handler) : null,
        EntryPoint = revision.ImageConfig?.EntryPoint,
        Command = revision.ImageConfig?.Command,
        WorkingDirectory = revision.ImageConfig?.WorkingDirectory,
        Environment = revision.Environment ?? [],
        MemoryMegabytes = revision.MemorySizeMb,
        Timeout = TimeSpan.FromSeconds(revision.TimeoutSeconds),
        EphemeralStorageMegabytes = revision.EphemeralStorageMb,
        LogGroup = revision.Logging.Group,
    };

    private void Track(Task work)
    {
        var watched = WatchAsync(work);
        _running.TryAdd(watched, true);
        watched.ContinueWith(static (task, running) => ((ConcurrentDictionary<Task, bool>)running!).TryRemove(task, out _), _running, TaskScheduler.Default);
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception bug)
        {
            Log.Broken(log, bug);
        }
    }

    private readonly record struct Opened(FunctionPool? Pool, string Code, string Reason);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The code of function {Name}:{Version} ({Scope}) cannot be run: {Reason}")]
        public static partial void Rejected(ILogger log, Scope scope, string name, string version, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Function {Name}:{Version} ({Scope}) could not be brought into service.")]
        public static partial void Failed(ILogger log, Scope scope, string name, string version, Exception failure);

        [LoggerMessage(Level = LogLevel.Error, Message = "Bringing a function into service failed.")]
        public static partial void Broken(ILogger log, Exception bug);
    }
}
