using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record PutImageTagMutabilityRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string ImageTagMutability { get; init; }

    public IReadOnlyList<ImageTagMutabilityExclusionFilter>? ImageTagMutabilityExclusionFilters { get; init; }

    public void Constrain(Violations check)
    {
        check.Repository(this);
        TagMutability.Constrain(check, ImageTagMutability, ImageTagMutabilityExclusionFilters);
    }
}

internal sealed record ImageTagMutabilityAnswer
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string ImageTagMutability { get; init; }

    public IReadOnlyList<ImageTagMutabilityExclusionFilter>? ImageTagMutabilityExclusionFilters { get; init; }
}

/// <summary>Says whether tags may move. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html.</summary>
internal sealed class PutImageTagMutability(RepositoryTable repositories) : IOperation<PutImageTagMutabilityRequest, ImageTagMutabilityAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ImageTagMutabilityAnswer> InvokeAsync(PutImageTagMutabilityRequest request, Call call)
    {
        var changed = await repositories.UpdateAsync(request, call, repository => repository with
        {
            ImageTagMutability = request.ImageTagMutability,
            ExclusionFilters = request.ImageTagMutabilityExclusionFilters,
        });
        return new ImageTagMutabilityAnswer
        {
            RegistryId = call.Account,
            RepositoryName = changed.Name,
            ImageTagMutability = changed.ImageTagMutability,
            ImageTagMutabilityExclusionFilters = changed.ExclusionFilters,
        };
    }
}
