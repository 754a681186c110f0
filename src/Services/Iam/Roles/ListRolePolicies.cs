using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record ListRolePoliciesRequest : IConstrained
{
    public required string RoleName { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).Paging(Marker, MaxItems);
}

internal sealed record RolePolicyNames(IReadOnlyList<string> PolicyNames, bool IsTruncated, string? Marker);

/// <summary>Lists the names of a role's inline policies. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html.</summary>
internal sealed class ListRolePolicies(RoleTable roles) : IOperation<ListRolePoliciesRequest, RolePolicyNames>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RolePolicyNames> InvokeAsync(ListRolePoliciesRequest request, Call call)
    {
        var role = await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        var page = Listing.Page(role.InlinePolicies.Keys, name => name, request.Marker, request.MaxItems);
        return new RolePolicyNames(page.Items, page.Next is not null, page.Next);
    }
}
