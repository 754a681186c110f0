using Gatehouse.Core;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

internal sealed record ListImagesRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public ImageFilter? Filter { get; init; }

    public void Constrain(Violations check)
    {
        check.Repository(this).PageSize(MaxResults);
        Filter?.Constrain(check);
    }
}

internal sealed record ImageIdList
{
    public required IReadOnlyList<ImageIdentifier> ImageIds { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>Lists images, one row for each tag and each image without one. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImages.html.</summary>
internal sealed class ListImages(RepositoryTable repositories, ImageTable images) : IOperation<ListImagesRequest, ImageIdList>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ImageIdList> InvokeAsync(ListImagesRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var after = Paging.After(request.NextToken);
        var tags = (await images.ListTagsAsync(call.Scope, request.RepositoryName, call.Aborted)).ToLookup(tag => tag.Digest);
        var filter = request.Filter ?? new ImageFilter();
        List<ImageIdentifier> shown = [];
        foreach (var image in await images.ListAsync(call.Scope, request.RepositoryName, call.Aborted))
        {
            if (filter.Shows(tags.Contains(image.Digest)))
            {
                shown.AddRange(tags.Contains(image.Digest)
                    ? tags[image.Digest].Select(tag => new ImageIdentifier { ImageDigest = image.Digest, ImageTag = tag.Tag })
                    : [new ImageIdentifier { ImageDigest = image.Digest }]);
            }
        }

        var rest = shown.Where(id => after is null || string.CompareOrdinal(KeyOf(id), after) > 0).ToList();
        var page = rest.Take(Paging.Size(request.MaxResults)).ToList();
        return new ImageIdList { ImageIds = page, NextToken = page.Count < rest.Count ? PageToken.For(KeyOf(page[^1])) : null };
    }

    // Images come in the order of their digests, tags in their own: the same order as these keys'.
    private static string KeyOf(ImageIdentifier id) => $"{id.ImageDigest}@{id.ImageTag}";
}
