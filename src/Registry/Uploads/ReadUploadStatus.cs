using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Uploads;

/// <summary>GET: how far an upload got.</summary>
internal sealed class ReadUploadStatus(UploadStore uploads) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (uploads.Find(call.Repository, call.Reference) is not { } upload)
        {
            return RegistryErrors.UploadUnknown(call.Reference);
        }

        // A client that asks has usually lost its connection; what that one still brings counts.
        if (await upload.TryEnterAsync(call.Aborted))
        {
            upload.Leave();
        }

        UploadSession.Describe(call, upload);
        call.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }
}
