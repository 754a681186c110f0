using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Tags;

internal sealed record UntagResourceRequest
{
    public required string ResourceArn { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }
}

/// <summary>Takes tags from a repository. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UntagResource.html.</summary>
internal sealed class UntagResource(RepositoryTable repositories) : IOperation<UntagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UntagResourceRequest request, Call call)
    {
        await repositories.UpdateAsync(
            call.Scope,
            TaggedRepository.NameIn(request.ResourceArn, call),
            repository => repository with { Tags = [.. repository.Tags.Where(tag => !request.TagKeys.Contains(tag.Key))] },
            call.Aborted);
        return Nothing.Value;
    }
}
