using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Manifests;

/// <summary>Reads a manifest that someone wants to store, and looks for everything that it names in the repository.</summary>
public sealed class ManifestInspector(RepositoryBlobs blobs, IRepositoryCatalog catalog)
{
    /// <summary>ECR's limit on a manifest, and the least that OCI lets a registry have.</summary>
    public const int MostBytes = 4 << 20;

    /// <param name="mediaType">What the client says it is; null leaves it to the manifest.</param>
    /// <param name="expected">The digest it was pushed by, or null when it was pushed by tag.</param>
    public async ValueTask<ManifestCheck> InspectAsync(
        RepositoryName repository, ReadOnlyMemory<byte> bytes, string? mediaType, Digest? expected, CancellationToken cancellation)
    {
        var digest = Digest.Of(bytes.Span, expected?.HashAlgorithm ?? default);
        if (expected is not null && digest != expected)
        {
            return new ManifestCheck.DigestMismatch(expected, digest);
        }

        if (ManifestDocument.Read(bytes.Span, out var why) is not { } document)
        {
            return new ManifestCheck.Invalid(why);
        }

        mediaType ??= document.MediaType ?? (document.Manifests is null ? ManifestMediaTypes.OciManifest : ManifestMediaTypes.OciIndex);
        if (FaultOf(document, mediaType) is { } fault)
        {
            return new ManifestCheck.Invalid(fault);
        }

        var manifest = new StoredManifest(digest.ToString(), mediaType, bytes)
        {
            Subject = document.Subject?.Digest,
            ArtifactType = document.ArtifactType ?? document.Config?.MediaType,
        };
        return document.Manifests is { } images
            ? await WithImagesAsync(repository, manifest, images, cancellation)
            : WithLayers(repository, manifest, [document.Config!, .. document.Layers!]);
    }

    private static string? FaultOf(ManifestDocument document, string mediaType)
    {
        if (!ManifestMediaTypes.IsKnown(mediaType))
        {
            return $"Manifest media type '{mediaType}' is not supported";
        }

        if (document.SchemaVersion != 2)
        {
            return "The manifest's schemaVersion must be 2";
        }

        if (document.MediaType is not null && document.MediaType != mediaType)
        {
            return $"The manifest says it is '{document.MediaType}' but was pushed as '{mediaType}'";
        }

        // Content that can be read both ways is read differently by different clients (CVE-2021-41190).
        var whole = ManifestMediaTypes.IsIndex(mediaType)
            ? document is { Manifests: not null, Config: null, Layers: null }
            : document is { Manifests: null, Config: not null, Layers: not null };
        if (!whole)
        {
            return "The manifest must have either config and layers or manifests, as its media type says";
        }

        var descriptors = document.Manifests ?? [document.Config!, .. document.Layers!];
        if (document.Subject is not null)
        {
            descriptors = [.. descriptors, document.Subject];
        }

        return descriptors.Any(IsFaulty) ? "The manifest has a descriptor without a valid digest and size" : null;
    }

    private static bool IsFaulty(Descriptor? descriptor) =>
        descriptor is null || !Digest.TryParse(descriptor.Digest, out _) || descriptor.Size is < 0;

    private ManifestCheck WithLayers(RepositoryName repository, StoredManifest manifest, IReadOnlyList<Descriptor> descriptors)
    {
        List<string> found = [];
        List<string> missing = [];
        long size = 0;
        foreach (var descriptor in descriptors.DistinctBy(descriptor => descriptor.Digest))
        {
            if (blobs.Renew(repository, Parse(descriptor)) is { } length)
            {
                size += length;
                found.Add(descriptor.Digest!);
            }
            else if (!IsForeign(descriptor))
            {
                missing.Add(descriptor.Digest!);
            }
        }

        return missing.Count > 0
            ? new ManifestCheck.LayersMissing(missing)
            : new ManifestCheck.Sound(manifest with { References = found, ImageSizeBytes = size });
    }

    private async ValueTask<ManifestCheck> WithImagesAsync(
        RepositoryName repository, StoredManifest manifest, IReadOnlyList<Descriptor> images, CancellationToken cancellation)
    {
        List<string> found = [];
        List<string> missing = [];
        long largest = 0;
        foreach (var image in images.DistinctBy(image => image.Digest))
        {
            // An index may also name plain content: build caches do.
            var size = (await catalog.FindManifestAsync(repository, image.Digest!, cancellation))?.ImageSizeBytes
                ?? blobs.Renew(repository, Parse(image));
            if (size is { } length)
            {
                // The size of an index is that of its largest image.
                largest = Math.Max(largest, length);
                found.Add(image.Digest!);
            }
            else
            {
                missing.Add(image.Digest!);
            }
        }

        return missing.Count > 0
            ? new ManifestCheck.ImagesMissing(missing)
            : new ManifestCheck.Sound(manifest with { References = found, ImageSizeBytes = largest });
    }

    /// <summary>Layers that may not be redistributed stay where their URLs say.</summary>
    private static bool IsForeign(Descriptor descriptor) =>
        descriptor.MediaType is { } type &&
        (type.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal) ||
         type.StartsWith("application/vnd.docker.image.rootfs.foreign.", StringComparison.Ordinal));

    private static Digest Parse(Descriptor descriptor) =>
        Digest.TryParse(descriptor.Digest, out var digest) ? digest : throw new System.Diagnostics.UnreachableException();
}
