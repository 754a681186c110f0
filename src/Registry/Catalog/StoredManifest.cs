namespace Gatehouse.Registry.Catalog;

/// <summary>A manifest as it was pushed: <paramref name="Bytes"/> are never rewritten.</summary>
public sealed record StoredManifest(string Digest, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The digest of the manifest that this one is about (a signature, an SBOM), whether or not it is here.</summary>
    public string? Subject { get; init; }

    /// <summary>The manifest's own <c>artifactType</c>, or else the media type of its config; null for an index that names none.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Blobs and manifests that it names and that were here when it was pushed.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Config and layers together, as they are stored.</summary>
    public long ImageSizeBytes { get; init; }
}
