using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record DeletePolicyVersionRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required string VersionId { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).VersionId(VersionId);
}

/// <summary>Deletes a version that is not the default. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html.</summary>
internal sealed class DeletePolicyVersion(PolicyTable policies) : IOperation<DeletePolicyVersionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeletePolicyVersionRequest request, Call call)
    {
        await policies.UpdateAsync(call, request.PolicyArn, Delete);
        return Nothing.Value;

        PolicyRecord Delete(PolicyRecord policy) =>
            policy.FindVersion(request.VersionId) is not { } version ? throw IamErrors.PolicyVersionNotFound(request.PolicyArn, request.VersionId)
            : version.Id == policy.DefaultVersionId ? throw IamErrors.DefaultVersion()
            : policy with { Versions = [.. policy.Versions.Where(other => other.Id != version.Id)], UpdateDate = call.Time.ToSecond() };
    }
}
