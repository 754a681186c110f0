using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Blobs;

/// <summary>
/// Which blobs a repository may see: those pushed or mounted to it. A link is an empty file,
/// <c>repositories/{account}/{region}/{name}/_blobs/{algorithm}/{hex}</c>; no repository's name starts with an underscore.
/// Kept beside the blobs rather than in the catalog, so that a push is complete with one folder's sync.
/// </summary>
public sealed class RepositoryBlobs(string folder, BlobStore blobs)
{
    // Using a blob and deleting it exclude each other. By digest, so that pushes of different blobs do not wait for each other's disk.
    private readonly Lock[] _gates = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <summary>The size of a blob of this repository, or null when the repository has none with this digest.</summary>
    public long? FindLength(RepositoryName repository, Digest digest) =>
        File.Exists(LinkOf(repository, digest)) ? blobs.FindLength(digest) : null;

    /// <summary>A blob of this repository from its start, or null.</summary>
    public Stream? OpenRead(RepositoryName repository, Digest digest) =>
        File.Exists(LinkOf(repository, digest)) ? blobs.OpenRead(digest) : null;

    /// <summary>
    /// The same, and the blob counts as used now: who asks is about to name it in a manifest, and collecting garbage must not come between.
    /// </summary>
    public long? Renew(RepositoryName repository, Digest digest)
    {
        var link = LinkOf(repository, digest);
        lock (GateOf(digest))
        {
            if (!File.Exists(link) || blobs.FindLength(digest) is not { } length)
            {
                return null;
            }

            Touch(link);
            return length;
        }
    }

    /// <summary>Lets the repository see a blob; durable on return. False when the blob is not here.</summary>
    public bool Link(RepositoryName repository, Digest digest)
    {
        lock (GateOf(digest))
        {
            return TryLink(repository, digest);
        }
    }

    /// <summary>Takes a blob from the repository's sight. The bytes stay: other repositories may share them.</summary>
    public bool Unlink(RepositoryName repository, Digest digest)
    {
        var link = LinkOf(repository, digest);
        if (!File.Exists(link))
        {
            return false;
        }

        File.Delete(link);
        DurableFolder.Sync(Path.GetDirectoryName(link)!);
        return true;
    }

    /// <summary>Forgets all of the repository's links and uploads, when it is deleted and before it is made anew.</summary>
    public void Clear(RepositoryName repository)
    {
        DeleteFolder(Path.Combine(FolderOf(repository), "_blobs"));
        DeleteFolder(UploadsOf(repository));
    }

    internal string UploadsOf(RepositoryName repository) => Path.Combine(FolderOf(repository), "_uploads");

    internal string PathOf(Digest digest) => blobs.PathOf(digest);

    internal BlobStore Store => blobs;

    /// <summary>Takes over a synced file with this digest for this repository.</summary>
    internal void Adopt(string file, RepositoryName repository, Digest digest)
    {
        lock (GateOf(digest))
        {
            blobs.Adopt(file, digest);
            TryLink(repository, digest);
        }
    }

    /// <summary>Every repository that has a folder here, also those that the catalog knows no more.</summary>
    internal IEnumerable<RepositoryName> Repositories()
    {
        var root = Path.Combine(folder, "repositories");
        var pending = new Stack<DirectoryInfo>();
        if (Directory.Exists(root))
        {
            pending.Push(new DirectoryInfo(root));
        }

        while (pending.TryPop(out var current))
        {
            var own = false;
            foreach (var inner in current.EnumerateDirectories())
            {
                if (inner.Name.StartsWith('_'))
                {
                    own = true;
                }
                else
                {
                    pending.Push(inner);
                }
            }

            if (own && RepositoryName.TryParse(Path.GetRelativePath(root, current.FullName), out var repository))
            {
                yield return repository;
            }
        }
    }

    /// <summary>The blobs that a repository may see, with the time when each was last pushed, mounted or named.</summary>
    internal IEnumerable<(Digest Digest, DateTimeOffset Used)> Links(RepositoryName repository)
    {
        var links = new DirectoryInfo(Path.Combine(FolderOf(repository), "_blobs"));
        foreach (var algorithm in links.Exists ? links.EnumerateDirectories() : [])
        {
            foreach (var link in algorithm.EnumerateFiles())
            {
                if (Digest.TryParse($"{algorithm.Name}:{link.Name}", out var digest) && link.Exists)
                {
                    yield return (digest, link.LastWriteTimeUtc);
                }
            }
        }
    }

    /// <summary>Takes a blob from the repository's sight unless it was used since. Not durable: what comes back is collected again.</summary>
    internal bool TryForget(RepositoryName repository, Digest digest, DateTimeOffset oldest)
    {
        var link = new FileInfo(LinkOf(repository, digest));
        lock (GateOf(digest))
        {
            link.Refresh();
            if (!link.Exists || link.LastWriteTimeUtc >= oldest)
            {
                return false;
            }

            link.Delete();
            return true;
        }
    }

    /// <summary>Deletes a blob that no repository sees, unless it was pushed or mounted since.</summary>
    internal bool TryDelete(Digest digest, DateTimeOffset oldest)
    {
        var file = new FileInfo(PathOf(digest));
        lock (GateOf(digest))
        {
            file.Refresh();
            if (!file.Exists || file.LastWriteTimeUtc >= oldest)
            {
                return false;
            }

            blobs.Forget(digest);
            file.Delete();
            return true;
        }
    }

    private bool TryLink(RepositoryName repository, Digest digest)
    {
        if (blobs.FindLength(digest) is null)
        {
            return false;
        }

        // The blob's own time too: whoever deletes it may have looked for links before this one was made.
        Touch(PathOf(digest));
        var link = LinkOf(repository, digest);
        if (File.Exists(link))
        {
            Touch(link);
            return true;
        }

        var links = Path.GetDirectoryName(link)!;
        DurableFolder.Create(links);
        File.OpenHandle(link, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        DurableFolder.Sync(links);
        return true;
    }

    // Files carry the machine's time, whatever time the services are told.
    private static void Touch(string path) => File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);

    private Lock GateOf(Digest digest) => _gates[Convert.ToInt32(digest.Hex[..2], 16) % _gates.Length];

    private string LinkOf(RepositoryName repository, Digest digest) =>
        Path.Combine(FolderOf(repository), "_blobs", digest.Algorithm, digest.Hex);

    private string FolderOf(RepositoryName repository) =>
        Path.Combine(folder, "repositories", repository.Account, repository.Region, repository.Name);

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
