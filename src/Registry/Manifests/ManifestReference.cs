using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Manifests;

/// <summary>The tag or digest at the end of a manifest's path.</summary>
internal static class ManifestReference
{
    /// <summary>Whether it can name anything at all. What cannot is not there, rather than wrong.</summary>
    public static bool IsWellFormed(string reference) => TagName.IsValid(reference) || Digest.TryParse(reference, out _);

    public static async ValueTask<StoredManifest?> FindAsync(IRepositoryCatalog catalog, RegistryCall call) =>
        IsWellFormed(call.Reference) ? await catalog.FindManifestAsync(call.Repository, call.Reference, call.Aborted) : null;
}
