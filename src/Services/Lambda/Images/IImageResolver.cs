using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Images;

/// <summary>Where a function's image is looked up when it is created or its code changes. Implemented over ECR.</summary>
public interface IImageResolver
{
    /// <summary>The manifest that a tag or a digest names now, or null when the repository or the image is missing.</summary>
    /// <param name="scope">The account and region of the repository.</param>
    /// <param name="repository">The repository's name, for example <c>team/jobs</c>.</param>
    /// <param name="reference">A tag, or a digest (<c>sha256:…</c>).</param>
    ValueTask<ResolvedImage?> ResolveAsync(Scope scope, string repository, string reference, CancellationToken cancellation);
}

/// <summary>What a tag or digest stood for. <paramref name="MediaType"/> is the manifest's.</summary>
public sealed record ResolvedImage(string Digest, string MediaType)
{
    /// <summary>What an index is made of, in its order; null for an image, and for an index that cannot be read.</summary>
    public IReadOnlyList<IndexedImage>? Images { get; init; }
}

/// <summary>An entry of an index. The platform is <c>linux/amd64</c>, or null where the entry names none.</summary>
public sealed record IndexedImage(string Digest, string? Platform, bool IsAttestation);
