using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Manifests;

/// <summary>The verdict on a manifest that someone wants to store.</summary>
public abstract record ManifestCheck
{
    private ManifestCheck()
    {
    }

    /// <summary>Everything it names is here.</summary>
    public sealed record Sound(StoredManifest Manifest) : ManifestCheck;

    public sealed record Invalid(string Why) : ManifestCheck;

    public sealed record DigestMismatch(Digest Expected, Digest Actual) : ManifestCheck;

    public sealed record LayersMissing(IReadOnlyList<string> Digests) : ManifestCheck;

    public sealed record ImagesMissing(IReadOnlyList<string> Digests) : ManifestCheck;
}
