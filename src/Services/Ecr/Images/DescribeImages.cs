using Gatehouse.Core;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

internal sealed record DescribeImagesRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public IReadOnlyList<ImageIdentifier>? ImageIds { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public ImageFilter? Filter { get; init; }

    public void Constrain(Violations check)
    {
        check.Repository(this).Images(ImageIds).PageSize(MaxResults);
        Filter?.Constrain(check);
    }
}

internal sealed record ImageDetailList
{
    public required IReadOnlyList<ImageDetail> ImageDetails { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record ImageDetail
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string ImageDigest { get; init; }

    public IReadOnlyList<string>? ImageTags { get; init; }

    public required long ImageSizeInBytes { get; init; }

    public required double ImagePushedAt { get; init; }

    public required string ImageManifestMediaType { get; init; }

    public string? ArtifactMediaType { get; init; }

    public string? SubjectManifestDigest { get; init; }
}

/// <summary>Shows images with their tags and sizes. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html.</summary>
internal sealed class DescribeImages(RepositoryTable repositories, ImageTable images) : IOperation<DescribeImagesRequest, ImageDetailList>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ImageDetailList> InvokeAsync(DescribeImagesRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var name = request.RepositoryName;
        var after = Paging.After(request.NextToken);
        var tags = (await images.ListTagsAsync(call.Scope, name, call.Aborted)).ToLookup(tag => tag.Digest, tag => tag.Tag);
        if (request.ImageIds is { } ids)
        {
            return new ImageDetailList { ImageDetails = await DescribeAsync(ids, tags, name, call) };
        }

        var filter = request.Filter ?? new ImageFilter();
        var rest = (await images.ListAsync(call.Scope, name, call.Aborted))
            .Where(image => (after is null || string.CompareOrdinal(image.Digest, after) > 0) && filter.Shows(tags.Contains(image.Digest)))
            .ToList();
        var page = rest.Take(Paging.Size(request.MaxResults)).ToList();
        return new ImageDetailList
        {
            ImageDetails = [.. page.Select(image => Detail(image, tags, name, call))],
            NextToken = page.Count < rest.Count ? PageToken.For(page[^1].Digest) : null,
        };
    }

    private async ValueTask<IReadOnlyList<ImageDetail>> DescribeAsync(
        IReadOnlyList<ImageIdentifier> ids, ILookup<string, string> tags, string name, Call call)
    {
        var details = new Dictionary<string, ImageDetail>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (ImageFailure.Of(id) is { } malformed)
            {
                throw EcrErrors.InvalidParameter("imageIds", malformed.FailureReason);
            }

            var (digest, _) = await ImageFailure.ResolveAsync(images, call.Scope, name, id, call.Aborted);
            var image = digest is null ? null : await images.FindAsync(call.Scope, name, digest, call.Aborted);
            details[digest ?? ""] = image is null
                ? throw EcrErrors.ImageNotFound(id.ImageDigest, id.ImageTag, name, call.Account)
                : Detail(image, tags, name, call);
        }

        return [.. details.Values];
    }

    private static ImageDetail Detail(StoredImage image, ILookup<string, string> tags, string name, Call call) => new()
    {
        RegistryId = call.Account,
        RepositoryName = name,
        ImageDigest = image.Digest,
        ImageTags = tags.Contains(image.Digest) ? [.. tags[image.Digest]] : null,
        ImageSizeInBytes = image.SizeBytes,
        ImagePushedAt = image.PushedAt.ToEpochSeconds(),
        ImageManifestMediaType = image.MediaType,
        ArtifactMediaType = image.ArtifactType,
        SubjectManifestDigest = image.Subject,
    };
}
