using System.Globalization;
using System.Security.Cryptography;
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

        // A client that looks for a blob and finds it names it next, in a manifest.
        var found = HttpMethods.IsHead(call.Request.Method) ? blobs.Renew(call.Repository, digest) : blobs.FindLength(call.Repository, digest);
        if (found is not { } length)
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

        var range = ContentTag.AllowsRange(call, digest) ? ByteRange.Read(call.Request.Headers.Range, length) : null;
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
            var isWhole = sent.Count == length && !blobs.Store.IsSound(digest);
            using var hash = isWhole ? IncrementalHash.CreateHash(digest.HashAlgorithm) : null;
            if (!await BlobSender.SendAsync(response, blobs.PathOf(digest), sent, hash, () => blobs.Store.Check(digest, hash!, length), call.Aborted))
            {
                // The client must not take this for the blob; it sees the connection break before the end.
                call.Abort();
            }
        }

        return null;
    }
}
