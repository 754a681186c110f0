using System.Security.Cryptography;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Packages;

/// <summary>The zips that functions and layers were given, by digest. One that is there is whole.</summary>
public sealed class PackageStore
{
    private const string Unfinished = "new-";

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _using = new();
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);

    internal PackageStore(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

    /// <summary>Keeps a zip. Durable on return; it then stays for a while also if nobody names it.</summary>
    /// <exception cref="ImageRejectedException">It is no zip.</exception>
    public async ValueTask<KeptPackage> KeepAsync(ReadOnlyMemory<byte> zip, CancellationToken cancellation)
    {
        var digest = Digest.Of(SHA256.HashData(zip.Span));
        var path = PathOf(digest);
        if (!Use(digest))
        {
            var unfinished = Path.Combine(_folder, Unfinished + Path.GetRandomFileName());
            try
            {
                await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
                {
                    await file.WriteAsync(zip, cancellation);
                    file.Flush(flushToDisk: true);
                }

                File.Move(unfinished, path, overwrite: true);
                using var folder = Descriptor.Open(_folder, Libc.OpenReadOnly | Libc.OpenDirectory);
                SystemCallException.Check(Libc.SyncFilesystem(folder.Value), "syncfs");
            }
            finally
            {
                File.Delete(unfinished);
            }
        }

        using var kept = File.OpenRead(path);
        return new KeptPackage(digest, zip.Length, PackageUnpacker.DeclaredBytes(kept));
    }

    /// <summary>The zip's bytes, or null when it is not here.</summary>
    public Stream? Open(string digest)
    {
        if (!Digest.IsValid(digest))
        {
            return null;
        }

        Use(digest);
        try
        {
            return File.OpenRead(PathOf(digest));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes what a killed server was writing.</summary>
    internal void Clear()
    {
        Directory.CreateDirectory(_folder);
        foreach (var left in Directory.EnumerateFiles(_folder, Unfinished + "*"))
        {
            File.Delete(left);
        }
    }

    /// <summary>Deletes all zips but these and those that were asked for lately. Answers how many, and their bytes.</summary>
    internal (int Zips, long Bytes) Retain(IReadOnlySet<string> digests, bool dryRun)
    {
        var (zips, bytes) = (0, 0L);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().Where(file => !file.Name.StartsWith(Unfinished, StringComparison.Ordinal)))
        {
            var digest = Digest.Named(file.Name);
            lock (_using)
            {
                if (digests.Contains(digest) || (_used.TryGetValue(digest, out var last) && _time.GetElapsedTime(last) < LayerStore.Grace))
                {
                    continue;
                }

                (zips, bytes) = (zips + 1, bytes + file.Length);
                if (!dryRun)
                {
                    _used.Remove(digest);
                    file.Delete();
                }
            }
        }

        return (zips, bytes);
    }

    private string PathOf(string digest) => Path.Combine(_folder, Digest.Hex(digest));

    private bool Use(string digest)
    {
        lock (_using)
        {
            _used[digest] = _time.GetTimestamp();
            return File.Exists(PathOf(digest));
        }
    }
}

/// <summary>A zip that is kept.</summary>
/// <param name="UnpackedBytes">What its entries say. That they are right is found out when it is unpacked.</param>
public sealed record KeptPackage(string Digest, long PackedBytes, long UnpackedBytes);
