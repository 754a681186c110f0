using System.Security.Cryptography;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Uploads;

/// <summary>POST: starts an upload; mounts a blob of another repository; or takes a whole blob at once.</summary>
internal sealed class StartUpload(UploadStore uploads, RepositoryBlobs blobs) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (call.Query("mount") is { } mount && await TryMountAsync(call, mount))
        {
            return null;
        }

        Digest? digest = null;
        if (call.Query("digest") is { } text && !Digest.TryParse(text, out digest))
        {
            return RegistryErrors.DigestInvalid(text);
        }

        var sha512 = digest?.Algorithm == "sha512" || call.Query("digest-algorithm") == "sha512";
        var upload = uploads.Start(call.Repository, sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
        if (upload is null)
        {
            return RegistryErrors.TooManyUploads;
        }

        if (digest is null)
        {
            UploadSession.Describe(call, upload);
            call.Response.StatusCode = StatusCodes.Status202Accepted;
            call.Response.ContentLength = 0;
            return null;
        }

        return await TakeWholeAsync(call, upload, digest);
    }

    private async ValueTask<RegistryError?> TakeWholeAsync(RegistryCall call, Upload upload, Digest digest)
    {
        var finished = false;
        try
        {
            if (await UploadSession.AppendBodyAsync(call, upload) is { } error)
            {
                return error;
            }

            finished = true;
            return await UploadSession.FinishAsync(call, uploads, upload, digest);
        }
        finally
        {
            if (!finished)
            {
                // The client was never told of this upload, so it cannot resume it.
                upload.Discard();
                uploads.Forget(upload);
            }
        }
    }

    /// <summary>
    /// Without a source that has the blob the client gets an upload instead, as OCI lets a registry do. A source is a repository of the same
    /// scope; without one nothing is mounted, for knowing a digest is no right to the content.
    /// </summary>
    private async ValueTask<bool> TryMountAsync(RegistryCall call, string mount)
    {
        if (!Digest.TryParse(mount, out var digest) || call.Query("from") is not { } from || !RepositoryName.IsValidName(from))
        {
            return false;
        }

        if (blobs.FindLength(new RepositoryName(call.Scope, from), digest) is null)
        {
            return false;
        }

        if (!await Task.Run(() => blobs.Link(call.Repository, digest)))
        {
            return false;
        }

        UploadSession.Created(call, digest);
        return true;
    }
}
