using Gatehouse.Core;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

internal sealed record BatchDeleteImageRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required IReadOnlyList<ImageIdentifier> ImageIds { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Images(ImageIds);
}

internal sealed record DeletedImages
{
    public required IReadOnlyList<ImageIdentifier> ImageIds { get; init; }

    public required IReadOnlyList<ImageFailure> Failures { get; init; }
}

/// <summary>
/// Deletes images: by digest with all tags, by tag only the tag, unless it was the image's last.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html.
/// </summary>
internal sealed class BatchDeleteImage(RepositoryTable repositories, ImageTable images) : IOperation<BatchDeleteImageRequest, DeletedImages>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<DeletedImages> InvokeAsync(BatchDeleteImageRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        List<ImageIdentifier> deleted = [];
        List<ImageFailure> failures = [];
        // One after the other: an index that goes first lets the images of the same batch go.
        foreach (var id in request.ImageIds)
        {
            var outcome = await repositories.ChangeContentAsync(
                call.Scope,
                request.RepositoryName,
                (_, batch) => DeleteAsync(batch, call.Scope, request.RepositoryName, id, call.Aborted),
                call.Aborted) ?? throw EcrErrors.RepositoryNotFound(request.RepositoryName, call.Account);
            deleted.AddRange(outcome.ImageIds);
            failures.AddRange(outcome.Failures);
        }

        return new DeletedImages { ImageIds = deleted, Failures = failures };
    }

    private async ValueTask<DeletedImages> DeleteAsync(
        Batch batch, Scope scope, string repository, ImageIdentifier id, CancellationToken cancellation)
    {
        var (digest, failure) = await ImageFailure.ResolveAsync(images, scope, repository, id, cancellation);
        var image = digest is null ? null : await images.FindAsync(scope, repository, digest, cancellation);
        if (image is null)
        {
            return Failed(failure ?? ImageFailure.NotFound(id));
        }

        var tags = (await images.ListTagsAsync(scope, repository, cancellation)).Where(tag => tag.Digest == digest).Select(tag => tag.Tag).ToList();
        if (id.ImageTag is { } one && tags.Count > 1)
        {
            images.DeleteTag(batch, scope, repository, one);
            return Deleted([new ImageIdentifier { ImageDigest = digest, ImageTag = one }]);
        }

        if (await images.FindIndexWithAsync(scope, repository, image.Digest, cancellation) is { } index)
        {
            return Failed(ImageFailure.ReferencedBy(id, index));
        }

        images.Delete(batch, scope, repository, image);
        foreach (var tag in tags)
        {
            images.DeleteTag(batch, scope, repository, tag);
        }

        return Deleted(tags.Count == 0
            ? [new ImageIdentifier { ImageDigest = digest }]
            : [.. tags.Select(tag => new ImageIdentifier { ImageDigest = digest, ImageTag = tag })]);
    }

    private static DeletedImages Deleted(IReadOnlyList<ImageIdentifier> ids) => new() { ImageIds = ids, Failures = [] };

    private static DeletedImages Failed(ImageFailure failure) => new() { ImageIds = [], Failures = [failure] };
}
