using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Services.Ecr.Tokens;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Layers;

internal sealed record GetDownloadUrlForLayerRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LayerDigest { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Layer(LayerDigest);
}

internal sealed record LayerDownload
{
    public required string DownloadUrl { get; init; }

    public required string LayerDigest { get; init; }
}

/// <summary>
/// Gives a URL that needs no header and holds for an hour.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html.
/// </summary>
internal sealed class GetDownloadUrlForLayer(RepositoryTable repositories, RepositoryBlobs blobs, TokenIssuer tokens)
    : IOperation<GetDownloadUrlForLayerRequest, LayerDownload>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LayerDownload> InvokeAsync(GetDownloadUrlForLayerRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        if (!Digest.TryParse(request.LayerDigest, out var digest))
        {
            throw EcrErrors.InvalidParameter("layerDigest", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }

        if (blobs.FindLength(new RepositoryName(call.Scope, request.RepositoryName), digest) is null)
        {
            throw EcrErrors.LayerNotFound(request.LayerDigest, request.RepositoryName, call.Account);
        }

        var (password, _) = await tokens.IssueAsync(call.Scope, Lifetime, call.Aborted);
        return new LayerDownload
        {
            DownloadUrl = $"http://localhost:{call.Port}/v2/{request.RepositoryName}/blobs/{digest}?token={password}",
            LayerDigest = request.LayerDigest,
        };
    }
}
