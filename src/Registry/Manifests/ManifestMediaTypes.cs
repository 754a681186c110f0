namespace Gatehouse.Registry.Manifests;

/// <summary>The kinds of manifest that the registry takes.</summary>
public static class ManifestMediaTypes
{
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    public static bool IsIndex(string mediaType) => mediaType is DockerList or OciIndex;

    public static bool IsKnown(string mediaType) => mediaType is DockerManifest or DockerList or OciManifest or OciIndex;
}
