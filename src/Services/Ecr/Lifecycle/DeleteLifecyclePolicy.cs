using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Lifecycle;

internal sealed record DeleteLifecyclePolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

/// <summary>Deletes a repository's lifecycle policy, and shows it a last time. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteLifecyclePolicy.html.</summary>
internal sealed class DeleteLifecyclePolicy(RepositoryTable repositories) : IOperation<DeleteLifecyclePolicyRequest, EvaluatedLifecyclePolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<EvaluatedLifecyclePolicy> InvokeAsync(DeleteLifecyclePolicyRequest request, Call call)
    {
        var repository = await repositories.GetAsync(request, call);
        var policy = EvaluatedLifecyclePolicy.Of(repository, call);
        await repositories.UpdateAsync(request, call, current => current with { LifecyclePolicyText = null, LifecycleEvaluatedAt = null });
        return policy;
    }
}
