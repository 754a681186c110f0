using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Blobs;

/// <summary>DELETE of a blob, from this repository only. ECR answers 405 here; we follow OCI.</summary>
internal sealed class DeleteBlob(RepositoryBlobs blobs) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (!Digest.TryParse(call.Reference, out var digest))
        {
            return RegistryErrors.DigestInvalid(call.Reference);
        }

        if (!await Task.Run(() => blobs.Unlink(call.Repository, digest)))
        {
            return RegistryErrors.BlobUnknown(call.Reference);
        }

        call.Response.StatusCode = StatusCodes.Status202Accepted;
        return null;
    }
}
