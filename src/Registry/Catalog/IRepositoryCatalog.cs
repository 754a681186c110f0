using Gatehouse.Core;

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

    /// <summary>Stores a manifest whose blobs were checked, and moves the tags to it: all of it or nothing, durable on return.</summary>
    ValueTask<PutManifestResult> PutManifestAsync(
        RepositoryName repository, StoredManifest manifest, IReadOnlyList<string> tags, CancellationToken cancellation);

    /// <summary>Removes a tag and leaves its manifest, or removes a manifest with all its tags. False when there was none.</summary>
    ValueTask<bool> DeleteManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation);

    /// <summary>At most <paramref name="limit"/> tags in ordinal order, after <paramref name="last"/>.</summary>
    ValueTask<IReadOnlyList<string>> ListTagsAsync(RepositoryName repository, string? last, int limit, CancellationToken cancellation);

    /// <summary>At most <paramref name="limit"/> names of the scope's repositories in ordinal order, after <paramref name="last"/>.</summary>
    ValueTask<IReadOnlyList<string>> ListRepositoriesAsync(Scope scope, string? last, int limit, CancellationToken cancellation);

    /// <summary>The digests of everything that the repository's manifests are made of; none when there is no such repository.</summary>
    ValueTask<IReadOnlySet<string>> ListReferencesAsync(RepositoryName repository, CancellationToken cancellation);

    /// <summary>Manifests whose subject is this digest.</summary>
    ValueTask<IReadOnlyList<StoredManifest>> ListReferrersAsync(RepositoryName repository, string subject, CancellationToken cancellation);
}
