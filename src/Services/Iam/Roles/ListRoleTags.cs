using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record ListRoleTagsRequest : IConstrained
{
    public required string RoleName { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).Paging(Marker, MaxItems);
}

/// <summary>Lists a role's tags. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html.</summary>
internal sealed class ListRoleTags(RoleTable roles) : IOperation<ListRoleTagsRequest, TagPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<TagPage> InvokeAsync(ListRoleTagsRequest request, Call call)
    {
        var role = await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        return TagPage.Of(role.Tags, request.Marker, request.MaxItems);
    }
}
