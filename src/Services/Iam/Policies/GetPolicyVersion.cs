using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record GetPolicyVersionRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required string VersionId { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).VersionId(VersionId);
}

/// <summary>Answers one version of a managed policy with its document. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html.</summary>
internal sealed class GetPolicyVersion(PolicyTable policies) : IOperation<GetPolicyVersionRequest, PolicyVersionAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyVersionAnswer> InvokeAsync(GetPolicyVersionRequest request, Call call)
    {
        var policy = await policies.GetAsync(call.Account, request.PolicyArn, call.Aborted);
        var version = policy.FindVersion(request.VersionId) ?? throw IamErrors.PolicyVersionNotFound(request.PolicyArn, request.VersionId);
        return version.Document is null
            ? throw IamErrors.UnknownDocument(request.PolicyArn)
            : new PolicyVersionAnswer(PolicyVersion.Of(policy, version, withDocument: true));
    }
}
