using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Blobs;

/// <summary>
/// Blobs as files named by their digest, <c>blobs/sha256/ab/abcd…</c>, kept once for the whole server. Which repository may
/// see which blob is <see cref="RepositoryBlobs"/>' business.
/// </summary>
public sealed class BlobStore(string folder)
{
    private readonly string _blobs = Path.Combine(folder, "blobs");

    /// <summary>The blob's size, or null when it is not here.</summary>
    public long? FindLength(Digest digest)
    {
        var file = new FileInfo(PathOf(digest));
        return file.Exists ? file.Length : null;
    }

    /// <summary>The blob from its start, or null when it is not here.</summary>
    public Stream? OpenRead(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal string PathOf(Digest digest) => Path.Combine(_blobs, digest.Algorithm, digest.Hex[..2], digest.Hex);

    /// <summary>
    /// Takes over a synced file whose content has this digest. A blob that is there already is replaced, which
    /// repairs one that was damaged; whoever reads the old file keeps it.
    /// </summary>
    internal void Adopt(string file, Digest digest)
    {
        var path = PathOf(digest);
        var shelf = Path.GetDirectoryName(path)!;
        DurableFolder.Create(shelf);
        File.Move(file, path, overwrite: true);
        DurableFolder.Sync(shelf);
    }
}
