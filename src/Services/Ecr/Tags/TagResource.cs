using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Tags;

internal sealed record TagResourceRequest
{
    public required string ResourceArn { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }
}

/// <summary>Adds tags to a repository. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_TagResource.html.</summary>
internal sealed class TagResource(RepositoryTable repositories) : IOperation<TagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(TagResourceRequest request, Call call)
    {
        await repositories.UpdateAsync(
            call.Scope,
            TaggedRepository.NameIn(request.ResourceArn, call),
            repository => repository with { Tags = TagSet.Merge(repository.Tags, request.Tags) },
            call.Aborted);
        return Nothing.Value;
    }
}
