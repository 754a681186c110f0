namespace Gatehouse.Registry.Catalog;

/// <summary>
/// What the registry knows about repositories, manifests and tags, and the rules that come with them. Implemented by the
/// ECR service, which keeps it in Storage; blobs are the registry's own.
/// </summary>
public interface IRepositoryCatalog
{
    /// <summary>Whether the repository exists.</summary>
    ValueTask<bool> ExistsAsync(RepositoryName repository, CancellationToken cancellation);

    /// <summary>The manifest that a tag or a digest names, or null.</summary>
    ValueTask<StoredManifest?> FindManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation);

    /// <summary>Stores a manifest whose blobs were checked, and moves the tag to it when there is one.</summary>
    ValueTask<PutManifestOutcome> PutManifestAsync(RepositoryName repository, StoredManifest manifest, string? tag, CancellationToken cancellation);

    /// <summary>Removes a tag, or a manifest with all its tags. False when there was none.</summary>
    ValueTask<bool> DeleteManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation);

    /// <summary>Tags in ordinal order, after <paramref name="last"/>.</summary>
    ValueTask<IReadOnlyList<string>> ListTagsAsync(RepositoryName repository, string? last, int limit, CancellationToken cancellation);

    /// <summary>Repository names of the account and region, in ordinal order, after <paramref name="last"/>.</summary>
    ValueTask<IReadOnlyList<string>> ListRepositoriesAsync(string account, string region, string? last, int limit, CancellationToken cancellation);

    /// <summary>Manifests whose subject is this digest.</summary>
    ValueTask<IReadOnlyList<StoredManifest>> ListReferrersAsync(RepositoryName repository, string subject, CancellationToken cancellation);
}

/// <summary>A repository in one account and region.</summary>
public readonly record struct RepositoryName(string Account, string Region, string Name);

/// <summary>A manifest as it was pushed: <paramref name="Bytes"/> are never rewritten.</summary>
public sealed record StoredManifest(string Digest, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public string? Subject { get; init; }

    public string? ArtifactType { get; init; }

    /// <summary>Blobs and manifests that it names.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Config and layers together, compressed.</summary>
    public long ImageSizeBytes { get; init; }
}

public enum PutManifestOutcome
{
    Stored,
    RepositoryMissing,
    TagImmutable,
}
