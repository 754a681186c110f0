using System.Security.Cryptography;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Uploads;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Layers;

internal sealed record InitiateLayerUploadRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

internal sealed record LayerUploadStart
{
    public required string UploadId { get; init; }

    public required long PartSize { get; init; }
}

/// <summary>Starts an upload in parts. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_InitiateLayerUpload.html.</summary>
internal sealed class InitiateLayerUpload(RepositoryTable repositories, UploadStore uploads) : IOperation<InitiateLayerUploadRequest, LayerUploadStart>
{
    // What AWS answers, and the most that one part may hold.
    internal const int PartSize = 20 << 20;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LayerUploadStart> InvokeAsync(InitiateLayerUploadRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var upload = uploads.Start(new RepositoryName(call.Scope, request.RepositoryName), HashAlgorithmName.SHA256)
            ?? throw EcrErrors.TooManyUploads(request.RepositoryName);
        return new LayerUploadStart { UploadId = upload.Id, PartSize = PartSize };
    }
}
