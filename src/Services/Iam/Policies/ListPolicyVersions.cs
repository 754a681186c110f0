using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record ListPolicyVersionsRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).Paging(Marker, MaxItems);
}

internal sealed record PolicyVersionPage(IReadOnlyList<PolicyVersion> Versions, bool IsTruncated, string? Marker);

/// <summary>Lists a policy's versions, newest first, without their documents. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html.</summary>
internal sealed class ListPolicyVersions(PolicyTable policies) : IOperation<ListPolicyVersionsRequest, PolicyVersionPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyVersionPage> InvokeAsync(ListPolicyVersionsRequest request, Call call)
    {
        var policy = await policies.GetAsync(call.Account, request.PolicyArn, call.Aborted);
        // Five at most, so that one letter puts them in order.
        var page = Listing.Page(policy.Versions.Reverse().Index(), version => ((char)('a' + version.Index)).ToString(), request.Marker, request.MaxItems);
        return new PolicyVersionPage([.. page.Items.Select(version => PolicyVersion.Of(policy, version.Item, withDocument: false))], page.Next is not null, page.Next);
    }
}
