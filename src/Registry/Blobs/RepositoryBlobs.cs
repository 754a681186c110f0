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
    /// <summary>The size of a blob of this repository, or null when the repository has none with this digest.</summary>
    public long? FindLength(RepositoryName repository, Digest digest) =>
        File.Exists(LinkOf(repository, digest)) ? blobs.FindLength(digest) : null;

    /// <summary>A blob of this repository from its start, or null.</summary>
    public Stream? OpenRead(RepositoryName repository, Digest digest) =>
        File.Exists(LinkOf(repository, digest)) ? blobs.OpenRead(digest) : null;

    /// <summary>Lets the repository see a blob; durable on return. False when the blob is not here.</summary>
    public bool Link(RepositoryName repository, Digest digest)
    {
        if (blobs.FindLength(digest) is null)
        {
            return false;
        }

        var link = LinkOf(repository, digest);
        if (!File.Exists(link))
        {
            var links = Path.GetDirectoryName(link)!;
            DurableFolder.Create(links);

            // Shared: two pushes of one blob may make its link at the same moment.
            File.OpenHandle(link, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            DurableFolder.Sync(links);
        }

        return true;
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

    /// <summary>Takes over a synced file with this digest for this repository.</summary>
    internal void Adopt(string file, RepositoryName repository, Digest digest)
    {
        blobs.Adopt(file, digest);
        Link(repository, digest);
    }

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
