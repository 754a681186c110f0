using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gatehouse.Sandbox.Images;

/// <summary>From a reference to a stack of unpacked layers: manifest, config, then each layer once.</summary>
internal sealed class ImagePreparation(IImageSource source, LayerStore layers, KeptDocuments kept)
{
    private const long MostDocumentBytes = 4 * 1024 * 1024;

    // overlayfs stacks at most 500; engines stop at 127, and two places are taken by our own scaffold.
    private const int MostLayers = 127;

    private const int MostAtOnce = 2;

    internal async Task<PreparedImage> PrepareAsync(ImageReference reference, CancellationToken cancellation)
    {
        var (manifest, manifestBytes) = await ReadManifestAsync(reference, cancellation);
        var (config, configBytes) = await ReadConfigAsync(reference, manifest.Config!, cancellation);
        CheckPlatform(reference, config);
        if (config.Rootfs?.DiffIds is not { } diffIds || diffIds.Count != manifest.Layers!.Count)
        {
            throw Malformed(reference, "the config's diff_ids do not match the manifest's layers");
        }

        if (diffIds.Count > MostLayers)
        {
            throw new ImageRejectedException(ImageRejection.TooLarge, $"Image {reference.Digest} has {diffIds.Count} layers; at most {MostLayers} can be stacked.");
        }

        var process = config.Config ?? new ProcessConfiguration();
        IEnumerable<string?> words = [.. process.EntryPoint ?? [], .. process.Command ?? [], .. process.Environment ?? [], process.WorkingDirectory];
        if (words.Any(word => word?.Contains('\0', StringComparison.Ordinal) == true))
        {
            // Zero bytes separate bubblewrap's options: one inside a value would become an option.
            throw Malformed(reference, "its config contains a zero byte");
        }

        // Each layer is unpacked by itself, so the processors share them; two keep the disk busy too, more would only make invocations wait.
        var budget = new UnpackBudget();
        var folders = new string[diffIds.Count];
        await Parallel.ForAsync(0, diffIds.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = MostAtOnce }, async (i, stop) =>
            folders[i] = await layers.GetAsync(new LayerSource(source, reference.Repository, manifest.Layers![i], diffIds[i]), budget, stop));

        kept.Keep(new(reference.Digest, manifestBytes), new(manifest.Config!.Digest!, configBytes));
        return new PreparedImage(reference, folders, process);
    }

    /// <summary>The diff ids of the image's layers, and the digests of its documents, as far as they are kept.</summary>
    internal (IReadOnlyList<string> DiffIds, IReadOnlyList<string> Documents) FindKept(string digest)
    {
        if (kept.Find(digest) is not { } manifestBytes || JsonSerializer.Deserialize(manifestBytes, ImageDocumentsJson.Default.ImageManifest) is not { Config.Digest: { } configDigest })
        {
            return ([], []);
        }

        var config = kept.Find(configDigest) is { } bytes ? JsonSerializer.Deserialize(bytes, ImageDocumentsJson.Default.ImageConfiguration) : null;
        return (config?.Rootfs?.DiffIds ?? [], [digest, configDigest]);
    }

    private async Task<(ImageManifest Manifest, byte[] Bytes)> ReadManifestAsync(ImageReference reference, CancellationToken cancellation)
    {
        var bytes = kept.Find(reference.Digest) ?? (await source.ReadManifestAsync(reference.Repository, reference.Digest, cancellation))?.ToArray()
            ?? throw new ImageRejectedException(ImageRejection.ManifestMissing, $"Source image {reference.Digest} does not exist. Provide a valid source image.");
        CheckDigest(bytes, reference.Digest);
        var manifest = Parse(reference, bytes, ImageDocumentsJson.Default.ImageManifest);
        if (manifest.Manifests is not null || !MediaTypes.IsManifest(manifest) || manifest.Layers?.All(MediaTypes.IsLayer) == false)
        {
            throw new ImageRejectedException(
                ImageRejection.UnsupportedMediaType,
                $"The image manifest, config or layer media type for the source image {reference.Digest} is not supported.");
        }

        if (manifest.SchemaVersion != 2 || manifest.Layers is null || manifest.Config is null || !manifest.Layers.Append(manifest.Config).All(blob => Digest.IsValid(blob.Digest)))
        {
            throw Malformed(reference, "the manifest lacks a config, layers or their digests");
        }

        return (manifest, bytes);
    }

    private async Task<(ImageConfiguration Config, byte[] Bytes)> ReadConfigAsync(ImageReference reference, BlobDescriptor descriptor, CancellationToken cancellation)
    {
        if (kept.Find(descriptor.Digest!) is { } known)
        {
            return (Parse(reference, known, ImageDocumentsJson.Default.ImageConfiguration), known);
        }

        await using var blob = await source.OpenBlobAsync(reference.Repository, descriptor.Digest!, cancellation)
            ?? throw new ImageRejectedException(ImageRejection.BlobMissing, $"The config {descriptor.Digest} of image {reference.Digest} does not exist.");
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await blob.ReadAsync(buffer, cancellation)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostDocumentBytes)
            {
                throw new ImageRejectedException(ImageRejection.TooLarge, $"The config {descriptor.Digest} is larger than {MostDocumentBytes} bytes.");
            }
        }

        var content = bytes.ToArray();
        CheckDigest(content, descriptor.Digest!);
        return (Parse(reference, content, ImageDocumentsJson.Default.ImageConfiguration), content);
    }

    private static void CheckPlatform(ImageReference reference, ImageConfiguration config)
    {
        var here = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        if (config.Os is { Length: > 0 } and not "linux" || (config.Architecture is { Length: > 0 } architecture && architecture != here))
        {
            throw new ImageRejectedException(
                ImageRejection.WrongPlatform, $"Image {reference.Digest} is built for {config.Os}/{config.Architecture}; this machine runs linux/{here}.");
        }
    }

    private static void CheckDigest(ReadOnlySpan<byte> bytes, string digest)
    {
        if (Digest.Of(SHA256.HashData(bytes)) != digest)
        {
            throw new ImageRejectedException(ImageRejection.DigestMismatch, $"The bytes stored as {digest} have another digest.");
        }
    }

    private static T Parse<T>(ImageReference reference, ReadOnlySpan<byte> bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw Malformed(reference, "it is null");
        }
        catch (JsonException error)
        {
            throw Malformed(reference, error.Message);
        }
    }

    private static ImageRejectedException Malformed(ImageReference reference, string why) =>
        new(ImageRejection.MalformedManifest, $"Image {reference.Digest} cannot be read: {why}.");
}
