using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Policies;

internal sealed record DeleteRepositoryPolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

/// <summary>Deletes a repository's policy, and shows it a last time. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepositoryPolicy.html.</summary>
internal sealed class DeleteRepositoryPolicy(RepositoryTable repositories) : IOperation<DeleteRepositoryPolicyRequest, RepositoryPolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryPolicy> InvokeAsync(DeleteRepositoryPolicyRequest request, Call call)
    {
        var repository = await repositories.GetAsync(request, call);
        var text = repository.PolicyText ?? throw EcrErrors.RepositoryPolicyNotFound(repository.Name, call.Account);
        await repositories.UpdateAsync(request, call, current => current with { PolicyText = null });
        return new RepositoryPolicy { RegistryId = call.Account, RepositoryName = repository.Name, PolicyText = text };
    }
}
