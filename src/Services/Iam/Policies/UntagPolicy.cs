using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record UntagPolicyRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).TagKeys(TagKeys);
}

/// <summary>Takes tags off a policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html.</summary>
internal sealed class UntagPolicy(PolicyTable policies) : IOperation<UntagPolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UntagPolicyRequest request, Call call)
    {
        await policies.UpdateAsync(call, request.PolicyArn, policy => policy with { Tags = TagList.Remove(policy.Tags, request.TagKeys) });
        return Nothing.Value;
    }
}
