using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Services.Lambda.Functions;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>A zip, its layers, and what runs it, as a function's version keeps them.</summary>
internal sealed record ZipPackage
{
    /// <summary><c>sha256:…</c> of the zip.</summary>
    public required string Digest { get; init; }

    public required long CodeSize { get; init; }

    public required long UnzippedSize { get; init; }

    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    /// <summary>In the caller's order: later ones cover earlier ones.</summary>
    public IReadOnlyList<AttachedLayer> Layers { get; init => field = value ?? []; } = [];

    /// <summary>What the server's owner had mapped to the runtime when code or runtime were set; null for an empty root.</summary>
    public PinnedImage? Base { get; init; }

    public ImageReference? BaseReference => Base is { } image ? new ImageReference(image.Repository, image.Digest) : null;

    /// <summary>Lowest first: the order of the layers is theirs among themselves, the code is elsewhere.</summary>
    public IReadOnlyList<PackageReference> References() =>
        [.. Layers.Select(layer => new PackageReference(layer.Digest, PackageFolder.Layer)), new PackageReference(Digest, PackageFolder.Task)];

    /// <summary>A zip's digest as Lambda shows it.</summary>
    public static string Base64Of(string digest) => Convert.ToBase64String(Convert.FromHexString(digest["sha256:".Length..]));
}

/// <summary>A version of a layer that a function uses. It has what it needs to go on when the version is deleted.</summary>
internal sealed record AttachedLayer(string Arn, string Digest, long CodeSize, long UnzippedSize);
