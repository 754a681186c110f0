using Gatehouse.Core;
using Gatehouse.Registry.Catalog;
using Gatehouse.Services.Ecr.Lifecycle;
using Gatehouse.Services.Ecr.Repositories;

namespace Gatehouse.Services.Ecr.Images;

/// <summary>What the registry knows of repositories, from ECR's tables and under ECR's rules.</summary>
internal sealed class ImageCatalog(RepositoryTable repositories, ImageTable images, TimeProvider time, LifecycleExpiry expiry) : IRepositoryCatalog
{
    // The registry wants null for what is not there and a value for what was done.
    private static readonly object Done = new();

    public async ValueTask<bool> ExistsAsync(RepositoryName repository, CancellationToken cancellation) =>
        await repositories.FindAsync(repository.Scope, repository.Name, cancellation) is not null;

    public async ValueTask<StoredManifest?> FindManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation)
    {
        var digest = IsDigest(reference)
            ? reference
            : await images.FindTagAsync(repository.Scope, repository.Name, reference, cancellation);
        return digest is null ? null : await images.FindManifestAsync(repository.Scope, repository.Name, digest, cancellation);
    }

    public async ValueTask<PutManifestResult> PutManifestAsync(
        RepositoryName repository, StoredManifest manifest, IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        var (scope, name) = (repository.Scope, repository.Name);
        string? immutable = null;
        var done = await repositories.ChangeContentAsync(
            scope,
            name,
            async (stored, batch) =>
            {
                immutable = null;
                foreach (var tag in tags)
                {
                    if (TagMutability.IsImmutable(stored, tag) && await images.FindTagAsync(scope, name, tag, cancellation) is not null)
                    {
                        immutable = tag;
                        return Done;
                    }
                }

                await images.PutAsync(batch, scope, name, manifest, time.GetUtcNow(), cancellation);
                foreach (var tag in tags)
                {
                    images.PutTag(batch, scope, name, tag, manifest.Digest);
                }

                return Done;
            },
            cancellation);
        if (done is not null && immutable is null)
        {
            expiry.Pushed(scope, name);
        }

        return done is null ? new PutManifestResult(PutManifestOutcome.RepositoryMissing)
            : immutable is null ? new PutManifestResult(PutManifestOutcome.Stored)
            : new PutManifestResult(PutManifestOutcome.TagImmutable, immutable);
    }

    public async ValueTask<bool> DeleteManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation)
    {
        var (scope, name) = (repository.Scope, repository.Name);
        var found = false;
        await repositories.ChangeContentAsync(
            scope,
            name,
            async (_, batch) =>
            {
                if (!IsDigest(reference))
                {
                    found = await images.FindTagAsync(scope, name, reference, cancellation) is not null;
                    if (found)
                    {
                        images.DeleteTag(batch, scope, name, reference);
                    }

                    return Done;
                }

                var image = await images.FindAsync(scope, name, reference, cancellation);
                found = image is not null;
                if (image is not null)
                {
                    images.Delete(batch, scope, name, image);
                    foreach (var tag in await images.ListTagsAsync(scope, name, cancellation))
                    {
                        if (tag.Digest == reference)
                        {
                            images.DeleteTag(batch, scope, name, tag.Tag);
                        }
                    }
                }

                return Done;
            },
            cancellation);
        return found;
    }

    public async ValueTask<IReadOnlyList<string>> ListTagsAsync(
        RepositoryName repository, string? last, int limit, CancellationToken cancellation) =>
        [.. (await images.ListTagsAsync(repository.Scope, repository.Name, cancellation, last, limit)).Select(tag => tag.Tag)];

    public async ValueTask<IReadOnlyList<string>> ListRepositoriesAsync(Scope scope, string? last, int limit, CancellationToken cancellation) =>
        [.. (await repositories.ListAsync(scope, last, limit, cancellation)).Items.Select(repository => repository.Name)];

    public async ValueTask<IReadOnlySet<string>> ListReferencesAsync(RepositoryName repository, CancellationToken cancellation) =>
        (await images.ListAsync(repository.Scope, repository.Name, cancellation)).SelectMany(image => image.References).ToHashSet(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<StoredManifest>> ListReferrersAsync(
        RepositoryName repository, string subject, CancellationToken cancellation)
    {
        var referrers = new List<StoredManifest>();
        foreach (var digest in await images.ListReferrersAsync(repository.Scope, repository.Name, subject, cancellation))
        {
            if (await images.FindManifestAsync(repository.Scope, repository.Name, digest, cancellation) is { } manifest)
            {
                referrers.Add(manifest);
            }
        }

        return referrers;
    }

    // The registry hands over well-formed references only, and a tag holds no colon.
    private static bool IsDigest(string reference) => reference.Contains(':', StringComparison.Ordinal);
}
