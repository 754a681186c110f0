using System.Collections.Concurrent;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Images;

/// <summary>One layer of one image in one repository.</summary>
internal sealed record LayerSource(IImageSource Images, string Repository, BlobDescriptor Blob, string DiffId);

/// <summary>Unpacked layers, each in a folder named by its diff id. A folder that is there is whole.</summary>
internal sealed class LayerStore(string folder, TimeProvider time)
{
    private const string Unfinished = "new-";

    // Longer than an image takes from its layers' being ready to a function's being seen to use them.
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly Lock _using = new();
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _running = [];

    /// <summary>Removes what a killed server was unpacking.</summary>
    internal void Clear()
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            // Images bring set-user programs: nobody else on this machine may reach them.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var left in Directory.EnumerateDirectories(folder, Unfinished + "*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>The layer's folder, unpacked now if it is not there. Images that share a layer share the work.</summary>
    internal async Task<string> GetAsync(LayerSource layer, UnpackBudget budget, CancellationToken cancellation) =>
        Digest.IsValid(layer.DiffId)
            ? await GetAsync(layer.DiffId, folder => UnpackAsync(layer, folder, budget), cancellation)
            : throw new ImageRejectedException(ImageRejection.MalformedManifest, $"'{layer.DiffId}' is not a diff id.");

    /// <summary>The folder of this name, filled now by <paramref name="unpack"/> if it is not there.</summary>
    internal async Task<string> GetAsync(string diffId, Func<string, Task> unpack, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, Digest.Hex(diffId));
        if (Use(diffId, target))
        {
            return target;
        }

        // The work belongs to nobody's token: another image may be waiting for it.
        var work = _running.GetOrAdd(diffId, _ => new Lazy<Task<string>>(() => Task.Run(() => FillAsync(target, unpack))));
        try
        {
            return await work.Value.WaitAsync(cancellation);
        }
        finally
        {
            if (work.Value.IsCompleted)
            {
                _running.TryRemove(KeyValuePair.Create(diffId, work));
            }
        }
    }

    /// <summary>
    /// Deletes the layers that are neither among these nor were asked for lately. A layer leaves under its name at once, and then in peace:
    /// a server that is killed meanwhile clears the rest when it starts.
    /// </summary>
    /// <param name="leaving">Hears of each layer's folder before anybody can make it anew.</param>
    internal LayerCollection Collect(IReadOnlySet<string> diffIds, bool dryRun, Action<string> leaving)
    {
        var collected = new LayerCollection(0, 0, 0);
        foreach (var layer in new DirectoryInfo(folder).EnumerateDirectories().Where(layer => !layer.Name.StartsWith(Unfinished, StringComparison.Ordinal)))
        {
            if (diffIds.Contains(Digest.Named(layer.Name)))
            {
                collected = collected with { Kept = collected.Kept + 1 };
                continue;
            }

            var bytes = layer.EnumerateFiles("*", Everything).Sum(file => file.Length);
            var gone = Path.Combine(folder, Unfinished + Path.GetRandomFileName());
            if (!TryLeave(layer, dryRun ? null : gone, leaving))
            {
                collected = collected with { Kept = collected.Kept + 1 };
                continue;
            }

            collected = collected with { Layers = collected.Layers + 1, LayerBytes = collected.LayerBytes + bytes };
            if (!dryRun)
            {
                Directory.Delete(gone, recursive: true);
            }
        }

        return collected;
    }

    // The links in a layer lead anywhere.
    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private bool TryLeave(DirectoryInfo layer, string? gone, Action<string> leaving)
    {
        lock (_using)
        {
            var diffId = Digest.Named(layer.Name);
            if (_running.ContainsKey(diffId) || (_used.TryGetValue(diffId, out var last) && time.GetElapsedTime(last) < Grace))
            {
                return false;
            }

            if (gone is not null)
            {
                _used.Remove(diffId);
                Directory.Move(layer.FullName, gone);
                leaving(layer.FullName);
            }

            return true;
        }
    }

    /// <summary>Whether the layer is there; it then stays for a while.</summary>
    private bool Use(string diffId, string target)
    {
        lock (_using)
        {
            _used[diffId] = time.GetTimestamp();
            return Directory.Exists(target);
        }
    }

    private async Task<string> FillAsync(string target, Func<string, Task> unpack)
    {
        if (Directory.Exists(target))
        {
            return target;
        }

        var unfinished = Path.Combine(folder, Unfinished + Path.GetRandomFileName());
        Directory.CreateDirectory(unfinished);
        try
        {
            await unpack(unfinished);
            Publish(unfinished, target);
            return target;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    private static async Task UnpackAsync(LayerSource layer, string into, UnpackBudget budget)
    {
        await using var blob = await layer.Images.OpenBlobAsync(layer.Repository, layer.Blob.Digest!, CancellationToken.None)
            ?? throw new ImageRejectedException(ImageRejection.BlobMissing, $"The layer {layer.Blob.Digest} does not exist.");
        Unpack(layer, blob, into, budget);
    }

    private static void Unpack(LayerSource layer, Stream blob, string into, UnpackBudget budget)
    {
        using var packed = new MeteredStream(blob, budget: null);
        using var plain = new MeteredStream(LayerDecompression.Open(packed, MediaTypes.CompressionOf(layer.Blob)!.Value), budget);
        try
        {
            using (var unpacker = new LayerUnpacker(into, budget))
            {
                unpacker.Unpack(plain);
            }

            var diffId = plain.Finish();
            var digest = packed.Finish();
            if (digest != layer.Blob.Digest || diffId != layer.DiffId)
            {
                throw new ImageRejectedException(
                    ImageRejection.DigestMismatch, $"The layer {layer.Blob.Digest} ({layer.DiffId}) holds other bytes: {digest} ({diffId}).");
            }
        }
        catch (Exception error) when (IsBrokenArchive(error))
        {
            throw new ImageRejectedException(ImageRejection.UnsafeLayer, $"The layer {layer.Blob.Digest} is not a readable archive: {error.Message}");
        }
    }

    // The framework's archive reader answers nonsense (sizes, dates, names out of range) with each of these.
    internal static bool IsBrokenArchive(Exception error) => error is
        InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException;

    // Everything on disk before the name that says so: a folder under its final name is trusted after a power cut.
    private static void Publish(string unfinished, string target)
    {
        using var handle = Descriptor.Open(unfinished, Libc.OpenReadOnly | Libc.OpenDirectory);
        SystemCallException.Check(Libc.SyncFilesystem(handle.Value), "syncfs");
        Directory.Move(unfinished, target);
    }
}

/// <summary>Unpacked layers that no function needs, and how many are left.</summary>
public sealed record LayerCollection(int Layers, long LayerBytes, int Kept)
{
    /// <summary>Zips that no function and no layer is made of.</summary>
    public int Packages { get; init; }

    public long PackageBytes { get; init; }
}
