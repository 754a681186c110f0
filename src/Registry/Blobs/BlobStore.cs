using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gatehouse.Registry.Names;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Registry.Blobs;

/// <summary>
/// Blobs as files named by their digest, <c>blobs/sha256/ab/abcd…</c>, kept once for the whole server. Which repository may
/// see which blob is <see cref="RepositoryBlobs"/>' business. The first read of a blob after a start compares it with its digest; a damaged one is
/// deleted, so that clients see it missing and push it again.
/// </summary>
public sealed partial class BlobStore(string folder, ILogger<BlobStore> log)
{
    private readonly string _blobs = Path.Combine(folder, "blobs");
    private readonly ConcurrentDictionary<Digest, long> _sound = new();
    private readonly Lock _replacing = new();

    /// <summary>The blob's size, or null when it is not here.</summary>
    public long? FindLength(Digest digest)
    {
        var file = new FileInfo(PathOf(digest));
        if (!file.Exists)
        {
            return null;
        }

        return _sound.TryGetValue(digest, out var length) && length != file.Length && TryDiscard(file, digest) ? null : file.Length;
    }

    /// <summary>The blob from its start, or null when it is not here.</summary>
    public Stream? OpenRead(Digest digest)
    {
        try
        {
            var file = new FileStream(PathOf(digest), new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            return IsSound(digest) ? file : new CheckedBlob(file, digest, this);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Every blob that is here.</summary>
    internal IEnumerable<(Digest Digest, FileInfo File)> Enumerate()
    {
        if (!Directory.Exists(_blobs))
        {
            yield break;
        }

        foreach (var shelves in new DirectoryInfo(_blobs).EnumerateDirectories())
        {
            foreach (var file in shelves.EnumerateDirectories().SelectMany(static shelf => shelf.EnumerateFiles()))
            {
                // A push or a repair may have moved it meanwhile.
                if (Digest.TryParse($"{shelves.Name}:{file.Name}", out var digest) && file.Exists)
                {
                    yield return (digest, file);
                }
            }
        }
    }

    internal string PathOf(Digest digest) => Path.Combine(_blobs, digest.Algorithm, digest.Hex[..2], digest.Hex);

    /// <summary>Whether the blob was compared with its digest since the start.</summary>
    internal bool IsSound(Digest digest) => _sound.ContainsKey(digest);

    /// <summary>Ends a reading of the whole blob. False, and the blob is deleted, when its content has another digest.</summary>
    internal bool Check(Digest digest, IncrementalHash content, long length)
    {
        if (Digest.Of(content) == digest)
        {
            _sound[digest] = length;
            return true;
        }

        TryDiscard(new FileInfo(PathOf(digest)), digest);
        return false;
    }

    /// <summary>
    /// Takes over a synced file whose content has this digest. A blob that is there already is replaced, which
    /// repairs one that was damaged; whoever reads the old file keeps it.
    /// </summary>
    internal void Adopt(string file, Digest digest)
    {
        var path = PathOf(digest);
        var shelf = Path.GetDirectoryName(path)!;
        DurableFolder.Create(shelf);
        var length = new FileInfo(file).Length;
        lock (_replacing)
        {
            File.Move(file, path, overwrite: true);
            _sound[digest] = length;
        }

        DurableFolder.Sync(shelf);
    }

    /// <summary>Forgets what was known of a blob that is deleted.</summary>
    internal void Forget(Digest digest) => _sound.TryRemove(digest, out _);

    private bool TryDiscard(FileInfo file, Digest digest)
    {
        lock (_replacing)
        {
            file.Refresh();
            if (!file.Exists || (_sound.TryGetValue(digest, out var length) && length == file.Length))
            {
                // Repaired by a push since it was read.
                return false;
            }

            Log.Damaged(log, digest);
            Forget(digest);
            file.Delete();
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The blob {Digest} was damaged on disk and is deleted; the next push of it brings it back.")]
        public static partial void Damaged(ILogger log, Digest digest);
    }
}
