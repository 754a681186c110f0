using System.Globalization;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Blobs;

/// <summary>GET and HEAD of a blob, whole or one range of it.</summary>
internal sealed class ReadBlob(RepositoryBlobs blobs) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (!Digest.TryParse(call.Reference, out var digest))
        {
            return RegistryErrors.DigestInvalid(call.Reference);
        }

        if (blobs.FindLength(call.Repository, digest) is not { } length)
        {
            return RegistryErrors.BlobUnknown(call.Reference);
        }

        var response = call.Response;
        response.Headers["Docker-Content-Digest"] = call.Reference;
        response.Headers.AcceptRanges = "bytes";
        if (ContentTag.Matches(call, digest))
        {
            return null;
        }

        var range = ByteRange.Read(call.Request.Headers.Range, length);
        if (range is { Count: 0 })
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
            return RegistryErrors.RangeNotSatisfiable;
        }

        response.ContentType = "application/octet-stream";
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = part.ContentRange(length);
        }

        var sent = range ?? new ByteRange(0, length);
        response.ContentLength = sent.Count;
        if (HttpMethods.IsGet(call.Request.Method) && sent.Count > 0)
        {
            await BlobSender.SendAsync(response, blobs.PathOf(digest), sent, call.Aborted);
        }

        return null;
    }
}
