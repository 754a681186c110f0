using System.Buffers;
using System.IO.Pipelines;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Uploads;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Layers;

internal sealed record UploadLayerPartRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string UploadId { get; init; }

    public required long PartFirstByte { get; init; }

    public required long PartLastByte { get; init; }

    public required byte[] LayerPartBlob { get; init; }

    public void Constrain(Violations check)
    {
        check.Repository(this).Upload(UploadId).Range(PartFirstByte, 0, long.MaxValue).Range(PartLastByte, 0, long.MaxValue);
        if (LayerPartBlob.Length > InitiateLayerUpload.PartSize)
        {
            check.Add($"{LayerPartBlob.Length} bytes", nameof(LayerPartBlob), $"Member must have length less than or equal to {InitiateLayerUpload.PartSize}");
        }
    }
}

internal sealed record LayerPartReceipt
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string UploadId { get; init; }

    public required long LastByteReceived { get; init; }
}

/// <summary>Adds a part to an upload, in order. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html.</summary>
internal sealed class UploadLayerPart(RepositoryTable repositories, UploadStore uploads) : IOperation<UploadLayerPartRequest, LayerPartReceipt>
{
    // A part travels as base64.
    public OperationSpec Spec => OperationSpec.Rpc with { MaxBodyBytes = 30L << 20 };

    public async ValueTask<LayerPartReceipt> InvokeAsync(UploadLayerPartRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var (name, id) = (request.RepositoryName, request.UploadId);
        var upload = uploads.Find(new RepositoryName(call.Scope, name), id) ?? throw EcrErrors.UploadNotFound(id, name, call.Account);
        if (!await upload.TryEnterAsync(call.Aborted))
        {
            throw EcrErrors.UploadBusy(id);
        }

        try
        {
            var range = new UploadRange(request.PartFirstByte, request.PartLastByte);
            var result = await upload.AppendAsync(
                PipeReader.Create(new ReadOnlySequence<byte>(request.LayerPartBlob)), range, call.Aborted);
            return result.Outcome switch
            {
                UploadOutcome.Accepted => new LayerPartReceipt
                {
                    RegistryId = call.Account,
                    RepositoryName = name,
                    UploadId = id,
                    LastByteReceived = upload.Length - 1,
                },
                UploadOutcome.OutOfOrder => throw EcrErrors.InvalidLayerPart(
                    id, name, call.Account, upload.Length - 1, $"The part must start at byte {upload.Length}, not at {range.First}"),
                UploadOutcome.SizeMismatch or UploadOutcome.TooLarge => throw EcrErrors.InvalidLayerPart(
                    id, name, call.Account, upload.Length - 1, $"The part holds {request.LayerPartBlob.Length} bytes, not {range.Count}"),
                UploadOutcome.Unwritable => throw EcrErrors.Unwritable(result.Fault!),
                _ => throw EcrErrors.UploadNotFound(id, name, call.Account),
            };
        }
        finally
        {
            upload.Leave();
        }
    }
}
