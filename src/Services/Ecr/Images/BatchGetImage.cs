using System.Text;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

internal sealed record BatchGetImageRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required IReadOnlyList<ImageIdentifier> ImageIds { get; init; }

    public IReadOnlyList<string>? AcceptedMediaTypes { get; init; }

    public void Constrain(Violations check) =>
        check.Repository(this).Images(ImageIds).Count(AcceptedMediaTypes, 1, 100);
}

internal sealed record ImageBatch
{
    public required IReadOnlyList<Image> Images { get; init; }

    public required IReadOnlyList<ImageFailure> Failures { get; init; }
}

internal sealed record Image
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required ImageIdentifier ImageId { get; init; }

    public required string ImageManifest { get; init; }

    public required string ImageManifestMediaType { get; init; }
}

/// <summary>
/// Gives manifests as they were pushed; none is converted to an accepted media type.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html.
/// </summary>
internal sealed class BatchGetImage(RepositoryTable repositories, ImageTable images) : IOperation<BatchGetImageRequest, ImageBatch>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ImageBatch> InvokeAsync(BatchGetImageRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        List<Image> found = [];
        List<ImageFailure> failures = [];
        foreach (var id in request.ImageIds)
        {
            var (digest, failure) = await ImageFailure.ResolveAsync(images, call.Scope, request.RepositoryName, id, call.Aborted);
            var manifest = digest is null
                ? null
                : await images.FindManifestAsync(call.Scope, request.RepositoryName, digest, call.Aborted);
            if (manifest is null)
            {
                failures.Add(failure ?? ImageFailure.NotFound(id));
                continue;
            }

            found.Add(new Image
            {
                RegistryId = call.Account,
                RepositoryName = request.RepositoryName,
                ImageId = id with { ImageDigest = digest },
                ImageManifest = Encoding.UTF8.GetString(manifest.Bytes.Span),
                ImageManifestMediaType = manifest.MediaType,
            });
        }

        return new ImageBatch { Images = found, Failures = failures };
    }
}
