using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record ListPolicyTagsRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).Paging(Marker, MaxItems);
}

/// <summary>Lists a policy's tags. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html.</summary>
internal sealed class ListPolicyTags(PolicyTable policies) : IOperation<ListPolicyTagsRequest, TagPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<TagPage> InvokeAsync(ListPolicyTagsRequest request, Call call)
    {
        var policy = await policies.GetAsync(call.Account, request.PolicyArn, call.Aborted);
        return TagPage.Of(policy.Tags, request.Marker, request.MaxItems);
    }
}
