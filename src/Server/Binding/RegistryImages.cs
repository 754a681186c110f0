using Gatehouse.Core;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Sandbox.Images;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Server.Binding;

/// <summary>Lambda's and the sandbox's way to images: straight into the registry, without HTTP or credentials.</summary>
internal sealed class RegistryImages(ImageReader reader) : IImageResolver, IImageSource
{
    public async ValueTask<ResolvedImage?> ResolveAsync(Scope scope, string repository, string reference, CancellationToken cancellation) =>
        await reader.FindManifestAsync(new RepositoryName(scope.Account, scope.Region, repository), reference, cancellation) is { } manifest
            ? new ResolvedImage(manifest.Digest, manifest.MediaType) { Images = ImagesIn(manifest) }
            : null;

    public async ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string repository, string digest, CancellationToken cancellation) =>
        (await reader.FindManifestAsync(NameOf(repository), digest, cancellation))?.Bytes;

    public ValueTask<Stream?> OpenBlobAsync(string repository, string digest, CancellationToken cancellation) =>
        reader.OpenBlobAsync(NameOf(repository), digest, cancellation);

    private static List<IndexedImage>? ImagesIn(StoredManifest manifest) =>
        ManifestMediaTypes.IsIndex(manifest.MediaType) && IndexDocument.Read(manifest.Bytes.Span) is { } index
            ? [.. index.Entries.Select(entry => new IndexedImage(
                entry.Digest ?? "", entry.Platform is { } platform ? $"{platform.Os}/{platform.Architecture}" : null, entry.IsAttestation))]
            : null;

    /// <summary><c>account/region/name</c>; the name may hold slashes.</summary>
    private static RepositoryName NameOf(string repository) =>
        repository.Split('/', 3) is [var account, var region, var name]
            ? new RepositoryName(account, region, name)
            : throw new ArgumentException($"'{repository}' is not account/region/name.", nameof(repository));
}
