using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record ListAttachedRolePoliciesRequest : IConstrained
{
    public required string RoleName { get; init; }

    public string? PathPrefix { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyPath(PathPrefix).Paging(Marker, MaxItems);
}

internal sealed record AttachedPolicy(string PolicyName, string PolicyArn);

internal sealed record AttachedPolicyPage(IReadOnlyList<AttachedPolicy> AttachedPolicies, bool IsTruncated, string? Marker);

/// <summary>Lists the managed policies of a role. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html.</summary>
internal sealed class ListAttachedRolePolicies(RoleTable roles) : IOperation<ListAttachedRolePoliciesRequest, AttachedPolicyPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<AttachedPolicyPage> InvokeAsync(ListAttachedRolePoliciesRequest request, Call call)
    {
        var role = await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        var found = role.AttachedPolicies
            .Where(arn => arn[arn.IndexOf('/', StringComparison.Ordinal)..].StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var page = Listing.Page(found, arn => arn, request.Marker, request.MaxItems);
        return new AttachedPolicyPage([.. page.Items.Select(arn => new AttachedPolicy(arn[(arn.LastIndexOf('/') + 1)..], arn))], page.Next is not null, page.Next);
    }
}
