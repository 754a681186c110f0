namespace Gatehouse.Services.Ecr.Images;

/// <summary>What is known of an image beside its manifest.</summary>
internal sealed record StoredImage
{
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public required DateTimeOffset PushedAt { get; init; }

    public required long SizeBytes { get; init; }

    public string? Subject { get; init; }

    public string? ArtifactType { get; init; }

    /// <summary>The blobs and images that it is made of.</summary>
    public IReadOnlyList<string> References { get; init => field = value ?? []; } = [];
}

/// <summary>An image with the tags that stand on it.</summary>
internal sealed record TaggedImage(StoredImage Image, IReadOnlyList<string> Tags);

/// <summary>A manifest's bytes, apart from the rest so that lists of images need not read them.</summary>
internal sealed record StoredManifestBytes(byte[] Bytes);

/// <summary>A tag and the image it stands on.</summary>
internal sealed record StoredTag(string Tag, string Digest);

/// <summary>An image that names another one as its subject.</summary>
internal sealed record StoredReferrer(string Digest);
