using Gatehouse.Registry.Collection;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Services.Lambda.Images;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server.Images;

/// <summary>What one collection deleted, or would have.</summary>
internal sealed record CollectedImages(BlobCollection Blobs, LayerCollection Layers);

/// <summary>Collects the garbage of images and packages: the registry's blobs, the sandbox's layers and zips. In the background four times a day, and when asked.</summary>
internal sealed partial class ImageCollection(
    BlobCollector blobs,
    SandboxEngine sandboxes,
    Func<CancellationToken, ValueTask<IReadOnlyList<ImageUse>>> listUses,
    Func<CancellationToken, ValueTask<PackageUses>> listPackages,
    TimeProvider time,
    ILogger<ImageCollection> log) : IAsyncDisposable
{
    // It reads every link and looks at every blob; what it finds has waited for a day anyway.
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    /// <summary>One collection at a time.</summary>
    public async Task<CollectedImages> CollectAsync(TimeSpan grace, bool dryRun, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var used = (await listUses(cancellation)).Select(use => use.Digest).ToHashSet(StringComparer.Ordinal);
            var layers = await sandboxes.CollectAsync(used, await listPackages(cancellation), dryRun);
            return new CollectedImages(await blobs.CollectAsync(grace, dryRun, cancellation), layers);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await TryCollectAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task TryCollectAsync()
    {
        try
        {
            var (registry, layers) = await CollectAsync(BlobCollector.DefaultGrace, dryRun: false, _stopping.Token);
            if (registry.Blobs + registry.Uploads + layers.Layers + layers.Packages > 0)
            {
                Log.Collected(log, registry.Blobs, registry.BlobBytes, registry.Uploads, layers.Layers, layers.LayerBytes, layers.Packages, layers.PackageBytes);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The rim of this background work: a disk that fails today may not tomorrow.
            Log.Failed(log, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Deleted {Blobs} blobs ({BlobBytes} bytes) that no image needs, {Uploads} abandoned uploads, {Layers} unpacked layers ({LayerBytes} bytes) that no function uses, and {Packages} zips ({PackageBytes} bytes)")]
        public static partial void Collected(ILogger log, int blobs, long blobBytes, int uploads, int layers, long layerBytes, int packages, long packageBytes);

        [LoggerMessage(LogLevel.Error, "What no image and no function needs could not be deleted.")]
        public static partial void Failed(ILogger log, Exception failure);
    }
}
