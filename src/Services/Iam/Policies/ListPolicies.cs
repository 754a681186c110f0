using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record ListPoliciesRequest : IConstrained
{
    public string? Scope { get; init; }

    public bool? OnlyAttached { get; init; }

    public string? PathPrefix { get; init; }

    public string? PolicyUsageFilter { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check
        .OneOf(Scope, ["All", "AWS", "Local"]).OneOf(PolicyUsageFilter, ["PermissionsPolicy", "PermissionsBoundary"])
        .PolicyPath(PathPrefix).Paging(Marker, MaxItems);
}

internal sealed record PolicyPage(IReadOnlyList<Policy> Policies, bool IsTruncated, string? Marker);

/// <summary>Lists AWS's managed policies and the account's own. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html.</summary>
internal sealed class ListPolicies(PolicyTable policies, PolicyUsage usage) : IOperation<ListPoliciesRequest, PolicyPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyPage> InvokeAsync(ListPoliciesRequest request, Call call)
    {
        var counts = await usage.CountAsync(call.Account, call.Aborted);
        var found = (await policies.ListAsync(call.Account, call.Aborted)).Where(policy =>
            (request.Scope is not "AWS" || policy.IsAwsManaged)
            && (request.Scope is not "Local" || !policy.IsAwsManaged)
            && policy.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal)
            && (request.OnlyAttached != true || counts.Of(policy) is { Attachments: > 0 } or { Boundaries: > 0 })
            && (request.PolicyUsageFilter is not "PermissionsBoundary" || counts.Of(policy).Boundaries > 0)
            && (request.PolicyUsageFilter is not "PermissionsPolicy" || counts.Of(policy).Attachments > 0));
        var page = Listing.Page(found, PolicyTable.Order, request.Marker, request.MaxItems);
        return new PolicyPage([.. page.Items.Select(policy => Policy.Listed(policy, counts))], page.Next is not null, page.Next);
    }
}
