using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Manifests;

/// <summary>DELETE of a tag, or of a manifest with all its tags. ECR answers 405 here; we follow OCI.</summary>
internal sealed class DeleteManifest(IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (!ManifestReference.IsWellFormed(call.Reference) ||
            !await catalog.DeleteManifestAsync(call.Repository, call.Reference, call.Aborted))
        {
            return RegistryErrors.ManifestUnknown;
        }

        call.Response.StatusCode = StatusCodes.Status202Accepted;
        return null;
    }
}
