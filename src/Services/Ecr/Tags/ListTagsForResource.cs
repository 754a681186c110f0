using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Tags;

internal sealed record ListTagsForResourceRequest
{
    public required string ResourceArn { get; init; }
}

internal sealed record TagList
{
    public required IReadOnlyList<Tag> Tags { get; init; }
}

/// <summary>Shows a repository's tags. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListTagsForResource.html.</summary>
internal sealed class ListTagsForResource(RepositoryTable repositories) : IOperation<ListTagsForResourceRequest, TagList>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<TagList> InvokeAsync(ListTagsForResourceRequest request, Call call)
    {
        var name = TaggedRepository.NameIn(request.ResourceArn, call);
        var repository = await repositories.FindAsync(call.Scope, name, call.Aborted) ?? throw EcrErrors.RepositoryNotFound(name, call.Account);
        return new TagList { Tags = repository.Tags };
    }
}
