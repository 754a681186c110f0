using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Manifests;

/// <summary>Reads images from inside the server, with no HTTP and no credentials: what runs functions pulls through this.</summary>
public sealed class ImageReader(IRepositoryCatalog catalog, RepositoryBlobs blobs)
{
    /// <summary>The manifest that a tag or a digest names, or null.</summary>
    public async ValueTask<StoredManifest?> FindManifestAsync(RepositoryName repository, string reference, CancellationToken cancellation) =>
        ManifestReference.IsWellFormed(reference) ? await catalog.FindManifestAsync(repository, reference, cancellation) : null;

    /// <summary>A config or layer of the repository as a stream from its start, or null.</summary>
    public ValueTask<Stream?> OpenBlobAsync(RepositoryName repository, string digest, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Digest.TryParse(digest, out var parsed) ? blobs.OpenRead(repository, parsed) : null);
    }
}
