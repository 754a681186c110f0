using Gatehouse.Core;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Storage;

namespace Gatehouse.Services.Ecr.Images;

/// <summary>
/// The images and tags of repositories. Row ids are <c>repository:digest</c> and <c>repository:tag</c>: no repository's name
/// holds a colon, so that one repository's rows never start with another's prefix. Writes go into a batch of
/// <see cref="Repositories.RepositoryTable.ChangeContentAsync"/>.
/// </summary>
internal sealed class ImageTable(IStore store)
{
    private readonly Table<StoredImage> _images = new(store, "ecr-image", EcrRows.Default.StoredImage);
    private readonly Table<StoredManifestBytes> _manifests = new(store, "ecr-manifest", EcrRows.Default.StoredManifestBytes);
    private readonly Table<StoredTag> _tags = new(store, "ecr-tag", EcrRows.Default.StoredTag);
    private readonly Table<StoredReferrer> _referrers = new(store, "ecr-referrer", EcrRows.Default.StoredReferrer);

    public async ValueTask<string?> FindTagAsync(Scope scope, string repository, string tag, CancellationToken cancellation) =>
        (await _tags.FindAsync(scope, Id(repository, tag), cancellation))?.Digest;

    public ValueTask<StoredImage?> FindAsync(Scope scope, string repository, string digest, CancellationToken cancellation) =>
        _images.FindAsync(scope, Id(repository, digest), cancellation);

    /// <summary>The image with its manifest, as the registry wants it.</summary>
    public async ValueTask<StoredManifest?> FindManifestAsync(Scope scope, string repository, string digest, CancellationToken cancellation)
    {
        var image = await FindAsync(scope, repository, digest, cancellation);
        var manifest = image is null ? null : await _manifests.FindAsync(scope, Id(repository, digest), cancellation);
        return manifest is null
            ? null
            : new StoredManifest(image!.Digest, image.MediaType, manifest.Bytes)
            {
                Subject = image.Subject,
                ArtifactType = image.ArtifactType,
                References = image.References,
                ImageSizeBytes = image.SizeBytes,
            };
    }

    public async ValueTask<bool> AnyAsync(Scope scope, string repository, CancellationToken cancellation) =>
        (await _images.ListAsync(scope, Id(repository, ""), limit: 1, cancellation: cancellation)).Items.Count > 0;

    public async ValueTask<IReadOnlyList<StoredImage>> ListAsync(Scope scope, string repository, CancellationToken cancellation) =>
        (await _images.ListAsync(scope, Id(repository, ""), cancellation: cancellation)).Items;

    /// <summary>Tags in ordinal order.</summary>
    public async ValueTask<IReadOnlyList<StoredTag>> ListTagsAsync(
        Scope scope, string repository, CancellationToken cancellation, string? after = null, int limit = int.MaxValue) =>
        (await _tags.ListAsync(scope, Id(repository, ""), after is null ? null : Id(repository, after), limit, cancellation)).Items;

    /// <summary>All images, each with its tags.</summary>
    public async ValueTask<IReadOnlyList<TaggedImage>> ListTaggedAsync(Scope scope, string repository, CancellationToken cancellation)
    {
        var tags = (await ListTagsAsync(scope, repository, cancellation)).ToLookup(tag => tag.Digest, tag => tag.Tag, StringComparer.Ordinal);
        return [.. (await ListAsync(scope, repository, cancellation)).Select(image => new TaggedImage(image, [.. tags[image.Digest]]))];
    }

    public async ValueTask<IReadOnlyList<string>> ListReferrersAsync(
        Scope scope, string repository, string subject, CancellationToken cancellation) =>
        [.. (await _referrers.ListAsync(scope, Id(repository, $"{subject}:"), cancellation: cancellation)).Items.Select(row => row.Digest)];

    /// <summary>Stores an image. One that is there already keeps the time of its first push.</summary>
    public async ValueTask PutAsync(
        Batch batch, Scope scope, string repository, StoredManifest manifest, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = Id(repository, manifest.Digest);
        var old = await _images.FindAsync(scope, id, cancellation);
        _images.Put(batch, scope, id, new StoredImage
        {
            Digest = manifest.Digest,
            MediaType = manifest.MediaType,
            PushedAt = old?.PushedAt ?? now,
            SizeBytes = manifest.ImageSizeBytes,
            Subject = manifest.Subject,
            ArtifactType = manifest.ArtifactType,
            References = manifest.References,
        });
        _manifests.Put(batch, scope, id, new StoredManifestBytes(manifest.Bytes.ToArray()));
        if (manifest.Subject is { } subject)
        {
            _referrers.Put(batch, scope, Id(repository, $"{subject}:{manifest.Digest}"), new StoredReferrer(manifest.Digest));
        }
    }

    public void PutTag(Batch batch, Scope scope, string repository, string tag, string digest) =>
        _tags.Put(batch, scope, Id(repository, tag), new StoredTag(tag, digest));

    public void DeleteTag(Batch batch, Scope scope, string repository, string tag) => _tags.Delete(batch, scope, Id(repository, tag));

    /// <summary>Deletes an image; its tags are deleted one by one.</summary>
    public void Delete(Batch batch, Scope scope, string repository, StoredImage image)
    {
        _images.Delete(batch, scope, Id(repository, image.Digest));
        _manifests.Delete(batch, scope, Id(repository, image.Digest));
        if (image.Subject is { } subject)
        {
            _referrers.Delete(batch, scope, Id(repository, $"{subject}:{image.Digest}"));
        }
    }

    /// <summary>Deletes everything that a repository holds.</summary>
    public async ValueTask DeleteAllAsync(Batch batch, Scope scope, string repository, CancellationToken cancellation)
    {
        foreach (var image in await ListAsync(scope, repository, cancellation))
        {
            Delete(batch, scope, repository, image);
        }

        foreach (var tag in await ListTagsAsync(scope, repository, cancellation))
        {
            DeleteTag(batch, scope, repository, tag.Tag);
        }
    }

    /// <summary>The index that an image is part of, and without which it may go; null when there is none.</summary>
    public async ValueTask<string?> FindIndexWithAsync(Scope scope, string repository, string digest, CancellationToken cancellation) =>
        (await ListAsync(scope, repository, cancellation))
        .FirstOrDefault(image => ManifestMediaTypes.IsIndex(image.MediaType) && image.References.Contains(digest))?.Digest;

    private static string Id(string repository, string rest) => $"{repository}:{rest}";
}
