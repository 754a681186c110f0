using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record ListRolesRequest : IConstrained
{
    public string? PathPrefix { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.PathPrefix(PathPrefix).Paging(Marker, MaxItems);
}

internal sealed record RolePage(IReadOnlyList<Role> Roles, bool IsTruncated, string? Marker);

/// <summary>Lists roles, without their tags. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html.</summary>
internal sealed class ListRoles(RoleTable roles) : IOperation<ListRolesRequest, RolePage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RolePage> InvokeAsync(ListRolesRequest request, Call call)
    {
        var found = (await roles.ListAsync(call.Account, call.Aborted)).Where(role => role.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal));
        var page = Listing.Page(found, role => RoleTable.Key(role.Name), request.Marker, request.MaxItems);
        return new RolePage([.. page.Items.Select(Role.Listed)], page.Next is not null, page.Next);
    }
}
