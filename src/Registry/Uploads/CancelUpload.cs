using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Uploads;

/// <summary>DELETE: throws an upload away.</summary>
internal sealed class CancelUpload(UploadStore uploads) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (uploads.Find(call.Repository, call.Reference) is not { } upload)
        {
            return RegistryErrors.UploadUnknown(call.Reference);
        }

        if (!await upload.TryEnterAsync(call.Aborted))
        {
            return RegistryErrors.UploadBusy;
        }

        try
        {
            upload.Discard();
            uploads.Forget(upload);
            call.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }
        finally
        {
            upload.Leave();
        }
    }
}
