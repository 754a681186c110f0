using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Lifecycle;

internal sealed record GetLifecyclePolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

/// <summary>Shows a repository's lifecycle policy. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicy.html.</summary>
internal sealed class GetLifecyclePolicy(RepositoryTable repositories) : IOperation<GetLifecyclePolicyRequest, EvaluatedLifecyclePolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<EvaluatedLifecyclePolicy> InvokeAsync(GetLifecyclePolicyRequest request, Call call) =>
        EvaluatedLifecyclePolicy.Of(await repositories.GetAsync(request, call), call);
}
