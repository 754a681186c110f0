using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Uploads;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Layers;

internal sealed record CompleteLayerUploadRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string UploadId { get; init; }

    public required IReadOnlyList<string> LayerDigests { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Upload(UploadId).Layers(LayerDigests);
}

internal sealed record LayerUploadEnd
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string UploadId { get; init; }

    public required string LayerDigest { get; init; }
}

/// <summary>Makes an upload a layer. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html.</summary>
internal sealed class CompleteLayerUpload(RepositoryTable repositories, UploadStore uploads, RepositoryBlobs blobs)
    : IOperation<CompleteLayerUploadRequest, LayerUploadEnd>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LayerUploadEnd> InvokeAsync(CompleteLayerUploadRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var repository = new RepositoryName(call.Scope, request.RepositoryName);
        if (!Digest.TryParse(request.LayerDigests[0], out var digest))
        {
            throw EcrErrors.InvalidParameter("layerDigests", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }

        var upload = uploads.Find(repository, request.UploadId)
            ?? throw EcrErrors.UploadNotFound(request.UploadId, request.RepositoryName, call.Account);
        if (!await upload.TryEnterAsync(call.Aborted))
        {
            throw EcrErrors.UploadBusy(request.UploadId);
        }

        try
        {
            await FinishAsync(upload, repository, digest);
        }
        finally
        {
            upload.Leave();
        }

        return new LayerUploadEnd
        {
            RegistryId = call.Account,
            RepositoryName = request.RepositoryName,
            UploadId = request.UploadId,
            LayerDigest = digest.ToString(),
        };
    }

    private async ValueTask FinishAsync(Upload upload, RepositoryName repository, Digest digest)
    {
        if (upload.Length == 0)
        {
            throw EcrErrors.EmptyUpload(upload.Id);
        }

        if (blobs.Renew(repository, digest) is not null)
        {
            upload.Discard();
            uploads.Forget(upload);
            throw EcrErrors.LayerAlreadyExists(digest.ToString(), repository.Name, repository.Account);
        }

        var result = await upload.FinishAsync(digest);
        switch (result.Outcome)
        {
            case UploadOutcome.Accepted:
                uploads.Forget(upload);
                break;
            case UploadOutcome.DigestMismatch:
                uploads.Forget(upload);
                throw EcrErrors.InvalidLayer(digest.ToString(), result.Actual?.ToString());
            case UploadOutcome.Unwritable:
                throw EcrErrors.Unwritable(result.Fault!);
            default:
                throw EcrErrors.UploadNotFound(upload.Id, repository.Name, repository.Account);
        }
    }
}
