using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record UntagRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).TagKeys(TagKeys);
}

/// <summary>Takes tags off a role. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html.</summary>
internal sealed class UntagRole(RoleTable roles) : IOperation<UntagRoleRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UntagRoleRequest request, Call call)
    {
        await roles.TagAsync(call.Account, request.RoleName, tags => TagList.Remove(tags, request.TagKeys), call.Aborted);
        return Nothing.Value;
    }
}
