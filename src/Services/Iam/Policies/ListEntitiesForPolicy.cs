using Gatehouse.Services.Iam.Roles;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record ListEntitiesForPolicyRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public string? EntityFilter { get; init; }

    public string? PathPrefix { get; init; }

    public string? PolicyUsageFilter { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check
        .PolicyArn(PolicyArn).OneOf(EntityFilter, ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"])
        .RolePath(PathPrefix).OneOf(PolicyUsageFilter, ["PermissionsPolicy", "PermissionsBoundary"]).Paging(Marker, MaxItems);
}

internal sealed record PolicyGroup(string GroupName, string GroupId);

internal sealed record PolicyUser(string UserName, string UserId);

internal sealed record PolicyRole(string RoleName, string RoleId);

internal sealed record PolicyEntities(
    IReadOnlyList<PolicyGroup> PolicyGroups, IReadOnlyList<PolicyUser> PolicyUsers, IReadOnlyList<PolicyRole> PolicyRoles, bool IsTruncated, string? Marker);

/// <summary>Lists what a policy is attached to: roles, there being no users and groups. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html.</summary>
internal sealed class ListEntitiesForPolicy(PolicyTable policies, RoleTable roles) : IOperation<ListEntitiesForPolicyRequest, PolicyEntities>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyEntities> InvokeAsync(ListEntitiesForPolicyRequest request, Call call)
    {
        await policies.GetAsync(call.Account, request.PolicyArn, call.Aborted);
        var found = (await roles.ListAsync(call.Account, call.Aborted)).Where(role =>
            (request.EntityFilter is null or "Role")
            && role.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal)
            && (request.PolicyUsageFilter is "PermissionsBoundary" ? role.PermissionsBoundary == request.PolicyArn : role.AttachedPolicies.Contains(request.PolicyArn)));
        var page = Listing.Page(found, role => RoleTable.Key(role.Name), request.Marker, request.MaxItems);
        return new PolicyEntities([], [], [.. page.Items.Select(role => new PolicyRole(role.Name, role.Id))], page.Next is not null, page.Next);
    }
}
