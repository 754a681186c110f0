using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Uploads;

/// <summary>PATCH: one chunk with its range, or a whole blob as a stream without one.</summary>
internal sealed class AppendChunk(UploadStore uploads) : IEndpoint
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
            if (await UploadSession.AppendBodyAsync(call, upload) is { } error)
            {
                return error;
            }

            UploadSession.Describe(call, upload);
            call.Response.StatusCode = StatusCodes.Status202Accepted;
            call.Response.ContentLength = 0;
            return null;
        }
        finally
        {
            upload.Leave();
        }
    }
}
