using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Uploads;

/// <summary>PUT: the last chunk, if any is left, and the digest that the whole must have.</summary>
internal sealed class FinishUpload(UploadStore uploads) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (uploads.Find(call.Repository, call.Reference) is not { } upload)
        {
            return RegistryErrors.UploadUnknown(call.Reference);
        }

        var text = call.Query("digest");
        if (!Digest.TryParse(text, out var digest))
        {
            return RegistryErrors.DigestInvalid(text);
        }

        if (!await upload.TryEnterAsync(call.Aborted))
        {
            return RegistryErrors.UploadBusy;
        }

        try
        {
            return await UploadSession.AppendBodyAsync(call, upload)
                ?? await UploadSession.FinishAsync(call, uploads, upload, digest);
        }
        finally
        {
            upload.Leave();
        }
    }
}
