using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Manifests;

/// <summary>GET and HEAD of a manifest by tag or digest, exactly as it was pushed whatever the client would rather accept.</summary>
internal sealed class ReadManifest(IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (await ManifestReference.FindAsync(catalog, call) is not { } manifest || !Digest.TryParse(manifest.Digest, out var digest))
        {
            return RegistryErrors.ManifestUnknown;
        }

        call.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        if (ContentTag.Matches(call, digest))
        {
            return null;
        }

        call.Response.ContentType = manifest.MediaType;
        call.Response.ContentLength = manifest.Bytes.Length;
        if (HttpMethods.IsGet(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(manifest.Bytes, call.Aborted);
        }

        return null;
    }
}
