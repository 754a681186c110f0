using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record TagRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).Tags(Tags);
}

/// <summary>Adds tags to a role, or changes their values. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html.</summary>
internal sealed class TagRole(RoleTable roles) : IOperation<TagRoleRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(TagRoleRequest request, Call call)
    {
        await roles.TagAsync(call.Account, request.RoleName, tags => TagList.Merge(tags, request.Tags), call.Aborted);
        return Nothing.Value;
    }
}
