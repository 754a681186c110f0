namespace Gatehouse.Sandbox.Images;

/// <summary>Where the sandbox finds the bytes of images. Implemented over the registry.</summary>
public interface IImageSource
{
    /// <summary>The manifest's exact bytes, or null when the repository holds no such manifest.</summary>
    /// <param name="repository">The registry's own name for the repository (see <see cref="ImageReference"/>).</param>
    /// <param name="digest"><c>sha256:…</c></param>
    ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string repository, string digest, CancellationToken cancellation);

    /// <summary>A blob (config or layer) as a stream from its start, or null when it is missing.</summary>
    ValueTask<Stream?> OpenBlobAsync(string repository, string digest, CancellationToken cancellation);
}

/// <summary>An image pinned by digest. <paramref name="Repository"/> is opaque to the sandbox: <c>account/region/name</c>.</summary>
public sealed record ImageReference(string Repository, string Digest);
