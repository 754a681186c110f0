using System.Security.Cryptography;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Images;

/// <summary>
/// The manifests and configs of images that were made ready, by digest. With the unpacked layers they are the function's own copy of its image, so that it
/// goes on when the image is deleted from its repository, as on Lambda.
/// </summary>
internal sealed class KeptDocuments(string folder, TimeProvider time)
{
    private const string Unfinished = "new-";

    private readonly Lock _using = new();
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);

    /// <summary>Removes what a killed server was writing.</summary>
    internal void Clear()
    {
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder, Unfinished + "*"))
        {
            File.Delete(left);
        }
    }

    /// <summary>The document, or null when it is not here whole.</summary>
    internal byte[]? Find(string digest)
    {
        if (!Digest.IsValid(digest))
        {
            return null;
        }

        lock (_using)
        {
            _used[digest] = time.GetTimestamp();
        }

        try
        {
            var bytes = File.ReadAllBytes(PathOf(digest));
            return Digest.Of(SHA256.HashData(bytes)) == digest ? bytes : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Durable on return.</summary>
    internal void Keep(params IEnumerable<KeyValuePair<string, byte[]>> documents)
    {
        var written = false;
        foreach (var (digest, bytes) in documents)
        {
            if (Find(digest) is null)
            {
                var unfinished = Path.Combine(folder, Unfinished + Path.GetRandomFileName());
                File.WriteAllBytes(unfinished, bytes);
                File.Move(unfinished, PathOf(digest), overwrite: true);
                written = true;
            }
        }

        if (written)
        {
            using var handle = Descriptor.Open(folder, Libc.OpenReadOnly | Libc.OpenDirectory);
            SystemCallException.Check(Libc.SyncFilesystem(handle.Value), "syncfs");
        }
    }

    /// <summary>Deletes all documents but these and those that were asked for lately.</summary>
    internal void Retain(IReadOnlySet<string> digests)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => !file.Name.StartsWith(Unfinished, StringComparison.Ordinal)))
        {
            var digest = Digest.Named(file.Name);
            lock (_using)
            {
                if (!digests.Contains(digest) && !(_used.TryGetValue(digest, out var last) && time.GetElapsedTime(last) < LayerStore.Grace))
                {
                    _used.Remove(digest);
                    file.Delete();
                }
            }
        }
    }

    private string PathOf(string digest) => Path.Combine(folder, Digest.Hex(digest));
}
