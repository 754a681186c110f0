using System.Globalization;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Registry.Uploads;

/// <summary>What the endpoints that write to an upload have in common.</summary>
internal static class UploadSession
{
    /// <summary>
    /// Appends the request's body; null when it was accepted, and when a body is empty and has no range.
    /// </summary>
    public static async ValueTask<RegistryError?> AppendBodyAsync(RegistryCall call, Upload upload)
    {
        UploadRange? range = null;
        if (call.Request.Headers.ContentRange is [{ } text, ..])
        {
            if (!UploadRange.TryParse(text, out var chunk))
            {
                return RegistryErrors.UploadRangeInvalid(text);
            }

            range = chunk;
        }

        // Layers are larger than what the server allows other bodies; Upload.MostBytes is the limit here.
        if (call.Request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var result = await upload.AppendAsync(call.Request.BodyReader, range, call.Aborted);
        return ErrorOf(result, upload, call, expected: null);
    }

    /// <summary>Checks the digest and answers 201.</summary>
    public static async ValueTask<RegistryError?> FinishAsync(RegistryCall call, UploadStore uploads, Upload upload, Digest digest)
    {
        var result = await upload.FinishAsync(digest);
        if (result.Outcome is not UploadOutcome.Unwritable)
        {
            uploads.Forget(upload);
        }

        if (ErrorOf(result, upload, call, digest) is { } error)
        {
            return error;
        }

        Created(call, digest);
        return null;
    }

    /// <summary>201 with the place and the digest of a blob.</summary>
    public static void Created(RegistryCall call, Digest digest)
    {
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = call.BlobLocation(digest);
        call.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        call.Response.ContentLength = 0;
    }

    /// <summary>Where the upload is, and how far it got: on every answer about an upload that goes on.</summary>
    public static void Describe(RegistryCall call, Upload upload)
    {
        var headers = call.Response.Headers;
        headers.Location = call.UploadLocation(upload.Id);
        headers["Docker-Upload-UUID"] = upload.Id;
        // Inclusive, so an empty upload has no honest value; docker's clients expect 0-0.
        headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Length - 1)}");
    }

    private static RegistryError? ErrorOf(UploadResult result, Upload upload, RegistryCall call, Digest? expected)
    {
        switch (result.Outcome)
        {
            case UploadOutcome.Accepted:
                return null;
            case UploadOutcome.OutOfOrder:
                Describe(call, upload);
                return RegistryErrors.UploadOutOfOrder(upload.Length);
            case UploadOutcome.SizeMismatch:
                Describe(call, upload);
                return RegistryErrors.UploadSizeInvalid;
            case UploadOutcome.TooLarge:
                return RegistryErrors.BlobTooLarge(Upload.MostBytes);
            case UploadOutcome.DigestMismatch:
                return RegistryErrors.DigestMismatch($"{expected}", $"{result.Actual}");
            case UploadOutcome.Unwritable:
                Describe(call, upload);
                return RegistryErrors.Unwritable(result.Fault!);
            case UploadOutcome.Gone:
                return RegistryErrors.UploadUnknown(upload.Id);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
