namespace Gatehouse.Sandbox.Images;

/// <summary>The media types that can be run.</summary>
internal static class MediaTypes
{
    private const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    private const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    // OCI allows the manifest to leave its own media type out.
    internal static bool IsManifest(ImageManifest manifest) => manifest.MediaType is
        null or "application/vnd.oci.image.manifest.v1+json" or "application/vnd.docker.distribution.manifest.v2+json";

    internal static bool IsLayer(BlobDescriptor layer) => CompressionOf(layer) is not null;

    internal static LayerCompression? CompressionOf(BlobDescriptor layer) => layer.MediaType switch
    {
        OciLayer or DockerLayer => LayerCompression.None,
        OciLayer + "+gzip" or DockerLayer + ".gzip" => LayerCompression.Gzip,
        OciLayer + "+zstd" or DockerLayer + ".zstd" => LayerCompression.Zstandard,
        _ => null,
    };
}

internal enum LayerCompression
{
    None,
    Gzip,
    Zstandard,
}
