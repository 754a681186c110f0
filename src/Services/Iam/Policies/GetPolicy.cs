using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record GetPolicyRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn);
}

/// <summary>Answers a managed policy without its document. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html.</summary>
internal sealed class GetPolicy(PolicyTable policies, PolicyUsage usage) : IOperation<GetPolicyRequest, PolicyAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyAnswer> InvokeAsync(GetPolicyRequest request, Call call)
    {
        var policy = await policies.GetAsync(call.Account, request.PolicyArn, call.Aborted);
        return new PolicyAnswer(Policy.Full(policy, await usage.CountAsync(call.Account, call.Aborted)));
    }
}
