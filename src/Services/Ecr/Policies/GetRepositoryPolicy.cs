using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Policies;

internal sealed record GetRepositoryPolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

/// <summary>Shows a repository's policy. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRepositoryPolicy.html.</summary>
internal sealed class GetRepositoryPolicy(RepositoryTable repositories) : IOperation<GetRepositoryPolicyRequest, RepositoryPolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryPolicy> InvokeAsync(GetRepositoryPolicyRequest request, Call call)
    {
        var repository = await repositories.GetAsync(request, call);
        var text = repository.PolicyText ?? throw EcrErrors.RepositoryPolicyNotFound(repository.Name, call.Account);
        return new RepositoryPolicy { RegistryId = call.Account, RepositoryName = repository.Name, PolicyText = text };
    }
}
