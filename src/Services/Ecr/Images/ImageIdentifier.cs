using Gatehouse.Core;

namespace Gatehouse.Services.Ecr.Images;

/// <summary>An image by digest, by tag, or by both.</summary>
internal sealed record ImageIdentifier
{
    public string? ImageDigest { get; init; }

    public string? ImageTag { get; init; }
}

/// <summary>Why one image of a batch was left out.</summary>
internal sealed record ImageFailure
{
    public required ImageIdentifier ImageId { get; init; }

    public required string FailureCode { get; init; }

    public required string FailureReason { get; init; }

    public static ImageFailure NotFound(ImageIdentifier id) => Of(id, "ImageNotFound", "Requested image not found");

    public static ImageFailure ReferencedBy(ImageIdentifier id, string index) =>
        Of(id, "ImageReferencedByManifestList", $"Requested image referenced by manifest list: [{index}]");

    private static ImageFailure Of(ImageIdentifier id, string code, string reason) =>
        new() { ImageId = id, FailureCode = code, FailureReason = reason };

    /// <summary>What is wrong with the id itself; null when nothing is.</summary>
    public static ImageFailure? Of(ImageIdentifier id) => id switch
    {
        { ImageDigest: null, ImageTag: null } =>
            Of(id, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"),
        { ImageDigest: not null } when !Registry.Names.Digest.TryParse(id.ImageDigest, out _) =>
            Of(id, "InvalidImageDigest", "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"),
        { ImageTag: not null } when !Registry.Names.TagName.IsValid(id.ImageTag) =>
            Of(id, "InvalidImageTag", "Invalid request parameters: image tag should satisfy the regex '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'"),
        _ => null,
    };

    /// <summary>Finds the digest that an id names; the failure when it names none.</summary>
    public static async ValueTask<(string? Digest, ImageFailure? Failure)> ResolveAsync(
        ImageTable images, Scope scope, string repository, ImageIdentifier id, CancellationToken cancellation)
    {
        if (Of(id) is { } malformed)
        {
            return (null, malformed);
        }

        var tagged = id.ImageTag is null ? null : await images.FindTagAsync(scope, repository, id.ImageTag, cancellation);
        var digest = id.ImageDigest ?? tagged;
        if (digest is null || await images.FindAsync(scope, repository, digest, cancellation) is null)
        {
            return (null, NotFound(id));
        }

        return id is { ImageDigest: not null, ImageTag: not null } && tagged != id.ImageDigest
            ? (null, Of(id, "ImageTagDoesNotMatchDigest", "The image tag does not match the image digest"))
            : (digest, null);
    }
}
