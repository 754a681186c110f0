using System.Collections.Concurrent;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Images;

/// <summary>One layer of one image in one repository.</summary>
internal sealed record LayerSource(IImageSource Images, string Repository, BlobDescriptor Blob, string DiffId);

/// <summary>Unpacked layers, each in a folder named by its diff id. A folder that is there is whole.</summary>
internal sealed class LayerStore(string folder)
{
    private const string Unfinished = "new-";

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
    internal async Task<string> GetAsync(LayerSource layer, UnpackBudget budget, CancellationToken cancellation)
    {
        if (!Digest.IsValid(layer.DiffId))
        {
            throw new ImageRejectedException(ImageRejection.MalformedManifest, $"'{layer.DiffId}' is not a diff id.");
        }

        var target = Path.Combine(folder, Digest.Hex(layer.DiffId));
        if (Directory.Exists(target))
        {
            return target;
        }

        // The work belongs to nobody's token: another image may be waiting for it.
        var work = _running.GetOrAdd(layer.DiffId, _ => new Lazy<Task<string>>(() => Task.Run(() => UnpackAsync(layer, target, budget))));
        try
        {
            return await work.Value.WaitAsync(cancellation);
        }
        finally
        {
            if (work.Value.IsCompleted)
            {
                _running.TryRemove(KeyValuePair.Create(layer.DiffId, work));
            }
        }
    }

    private async Task<string> UnpackAsync(LayerSource layer, string target, UnpackBudget budget)
    {
        if (Directory.Exists(target))
        {
            return target;
        }

        await using var blob = await layer.Images.OpenBlobAsync(layer.Repository, layer.Blob.Digest!, CancellationToken.None)
            ?? throw new ImageRejectedException(ImageRejection.BlobMissing, $"The layer {layer.Blob.Digest} does not exist.");
        var unfinished = Path.Combine(folder, Unfinished + Path.GetRandomFileName());
        Directory.CreateDirectory(unfinished);
        try
        {
            Unpack(layer, blob, unfinished, budget);
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
    private static bool IsBrokenArchive(Exception error) => error is
        InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException;

    // Everything on disk before the name that says so: a folder under its final name is trusted after a power cut.
    private static void Publish(string unfinished, string target)
    {
        using var handle = Descriptor.Open(unfinished, Libc.OpenReadOnly | Libc.OpenDirectory);
        SystemCallException.Check(Libc.SyncFilesystem(handle.Value), "syncfs");
        Directory.Move(unfinished, target);
    }
}
