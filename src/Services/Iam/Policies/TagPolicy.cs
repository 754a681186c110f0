using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record TagPolicyRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).Tags(Tags);
}

/// <summary>Adds tags to a policy, or changes their values. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html.</summary>
internal sealed class TagPolicy(PolicyTable policies) : IOperation<TagPolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(TagPolicyRequest request, Call call)
    {
        await policies.UpdateAsync(call, request.PolicyArn, policy => policy with { Tags = TagList.Merge(policy.Tags, request.Tags) });
        return Nothing.Value;
    }
}
