using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Uploads;

namespace Gatehouse.Registry.Collection;

/// <summary>
/// Deletes blobs that no manifest is made of, and uploads that nobody finishes, while pushes go on. First the links that let a repository see such a blob,
/// then the blobs that no link is left of; each step leaves a store that is whole, so a kill between any two only leaves work for the next time.
/// </summary>
/// <remarks>
/// What was pushed, mounted or named since <c>grace</c> ago stays: a push brings its blobs before the manifest that names them. Every use of a blob renews its
/// time under the same lock as its deletion, so that a blob is either gone before it is used or kept.
/// </remarks>
/// <param name="time">The machine's: the ages of files are measured by it.</param>
public sealed class BlobCollector(BlobStore store, RepositoryBlobs blobs, UploadStore uploads, IRepositoryCatalog catalog, TimeProvider time)
{
    /// <summary>Longer than any push takes from its first blob to its manifest.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(24);

    /// <summary>Longer than a manifest takes from the look for its blobs to its being stored; with less it could lose one in between.</summary>
    public static readonly TimeSpan LeastGrace = TimeSpan.FromMinutes(1);

    /// <param name="dryRun">Finds out what would be deleted, and deletes nothing.</param>
    public async ValueTask<BlobCollection> CollectAsync(TimeSpan grace, bool dryRun, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, LeastGrace);
        var oldest = time.GetUtcNow() - grace;
        var seen = new HashSet<Digest>();
        var links = 0;
        foreach (var repository in await Task.Run(() => blobs.Repositories().ToList(), cancellation))
        {
            // Read before the links: a manifest that comes later renews the links that it needs.
            var references = await catalog.ListReferencesAsync(repository, cancellation);
            foreach (var (digest, used) in blobs.Links(repository))
            {
                cancellation.ThrowIfCancellationRequested();
                if (used < oldest && !references.Contains(digest.ToString()) && (dryRun || blobs.TryForget(repository, digest, oldest)))
                {
                    links++;
                }
                else
                {
                    seen.Add(digest);
                }
            }
        }

        var (deleted, deletedBytes, kept, keptBytes) = (0, 0L, 0, 0L);
        foreach (var (digest, file) in store.Enumerate())
        {
            cancellation.ThrowIfCancellationRequested();
            var size = file.Length;
            if (!seen.Contains(digest) && file.LastWriteTimeUtc < oldest && (dryRun || blobs.TryDelete(digest, oldest)))
            {
                (deleted, deletedBytes) = (deleted + 1, deletedBytes + size);
            }
            else
            {
                (kept, keptBytes) = (kept + 1, keptBytes + size);
            }
        }

        var (abandoned, abandonedBytes) = uploads.Sweep(dryRun);
        return new BlobCollection(deleted, deletedBytes, kept, keptBytes) { Links = links, Uploads = abandoned, UploadBytes = abandonedBytes };
    }
}

/// <summary>What was collected, or would be, and what is left.</summary>
public sealed record BlobCollection(int Blobs, long BlobBytes, int KeptBlobs, long KeptBytes)
{
    /// <summary>How often a repository lost sight of a blob.</summary>
    public int Links { get; init; }

    public int Uploads { get; init; }

    public long UploadBytes { get; init; }
}
