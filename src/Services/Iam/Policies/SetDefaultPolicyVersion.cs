using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record SetDefaultPolicyVersionRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required string VersionId { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).VersionId(VersionId);
}

/// <summary>Makes a version the one that acts. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html.</summary>
internal sealed class SetDefaultPolicyVersion(PolicyTable policies) : IOperation<SetDefaultPolicyVersionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(SetDefaultPolicyVersionRequest request, Call call)
    {
        await policies.UpdateAsync(
            call,
            request.PolicyArn,
            policy => policy.FindVersion(request.VersionId) is null
                ? throw IamErrors.PolicyVersionNotFound(request.PolicyArn, request.VersionId)
                : policy with { DefaultVersionId = request.VersionId, UpdateDate = call.Time.ToSecond() });
        return Nothing.Value;
    }
}
