namespace Gatehouse.Sandbox.Images;

/// <summary>An image cannot be run; <see cref="Reason"/> says in which way, the message says it to people.</summary>
public sealed class ImageRejectedException(ImageRejection reason, string message) : Exception(message)
{
    public ImageRejection Reason => reason;
}

public enum ImageRejection
{
    /// <summary>The manifest is not in the repository.</summary>
    ManifestMissing,

    /// <summary>The config or a layer that the manifest names is not in the repository.</summary>
    BlobMissing,

    /// <summary>A manifest, config or layer of a kind that Lambda does not take; an index among them.</summary>
    UnsupportedMediaType,

    /// <summary>Broken JSON, missing members, or a list of layers that does not fit the config.</summary>
    MalformedManifest,

    /// <summary>Built for another operating system or processor.</summary>
    WrongPlatform,

    /// <summary>Bytes whose digest is not the one they are stored under.</summary>
    DigestMismatch,

    /// <summary>An archive that is broken, or holds an entry that no image needs: devices, paths that leave the root.</summary>
    UnsafeLayer,

    /// <summary>More files or bytes than an image may have.</summary>
    TooLarge,
}
