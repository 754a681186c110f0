using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Lifecycle;

internal sealed record PutLifecyclePolicyRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LifecyclePolicyText { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Length(LifecyclePolicyText, 100, 30720);
}

internal sealed record LifecyclePolicy
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LifecyclePolicyText { get; init; }
}

/// <summary>
/// Keeps a repository's lifecycle policy; images do not expire by it yet.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html.
/// </summary>
internal sealed class PutLifecyclePolicy(RepositoryTable repositories) : IOperation<PutLifecyclePolicyRequest, LifecyclePolicy>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LifecyclePolicy> InvokeAsync(PutLifecyclePolicyRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        if (LifecycleRules.FaultIn(request.LifecyclePolicyText) is { } fault)
        {
            throw EcrErrors.InvalidParameter("LifecyclePolicyText", $"Lifecycle policy validation failure: {fault}");
        }

        await repositories.UpdateAsync(request, call, repository => repository with { LifecyclePolicyText = request.LifecyclePolicyText });
        return new LifecyclePolicy
        {
            RegistryId = call.Account,
            RepositoryName = request.RepositoryName,
            LifecyclePolicyText = request.LifecyclePolicyText,
        };
    }
}
