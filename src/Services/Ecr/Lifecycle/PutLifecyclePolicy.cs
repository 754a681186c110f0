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

internal sealed record EvaluatedLifecyclePolicy
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LifecyclePolicyText { get; init; }

    /// <summary>Left out until the policy was first carried out.</summary>
    public double? LastEvaluatedAt { get; init; }

    public static EvaluatedLifecyclePolicy Of(StoredRepository repository, Call call) => new()
    {
        RegistryId = call.Account,
        RepositoryName = repository.Name,
        LifecyclePolicyText = repository.LifecyclePolicyText ?? throw EcrErrors.LifecyclePolicyNotFound(repository.Name, call.Account),
        LastEvaluatedAt = repository.LifecycleEvaluatedAt?.ToEpochSeconds(),
    };
}

/// <summary>
/// Gives a repository a lifecycle policy, which is first carried out within the hour.
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
            throw EcrErrors.LifecyclePolicyInvalid(fault);
        }

        await repositories.UpdateAsync(request, call, repository => repository with
        {
            LifecyclePolicyText = request.LifecyclePolicyText,
            LifecycleEvaluatedAt = null,
        });
        return new LifecyclePolicy
        {
            RegistryId = call.Account,
            RepositoryName = request.RepositoryName,
            LifecyclePolicyText = request.LifecyclePolicyText,
        };
    }
}
