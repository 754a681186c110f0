using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Policies;

internal sealed record SetRepositoryPolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string PolicyText { get; init; }

    public bool? Force { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Length(PolicyText, 0, 10240);
}

internal sealed record RepositoryPolicy
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string PolicyText { get; init; }
}

/// <summary>Keeps a repository's policy. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html.</summary>
internal sealed class SetRepositoryPolicy(RepositoryTable repositories) : IOperation<SetRepositoryPolicyRequest, RepositoryPolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryPolicy> InvokeAsync(SetRepositoryPolicyRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        RepositoryPolicyText.Require(request.PolicyText);
        await repositories.UpdateAsync(request, call, repository => repository with { PolicyText = request.PolicyText });
        return new RepositoryPolicy { RegistryId = call.Account, RepositoryName = request.RepositoryName, PolicyText = request.PolicyText };
    }
}
