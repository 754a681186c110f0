using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record DeleteRolePermissionsBoundaryRequest : IConstrained
{
    public required string RoleName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName);
}

/// <summary>Lifts a role's limit. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html.</summary>
internal sealed class DeleteRolePermissionsBoundary(RoleTable roles) : IOperation<DeleteRolePermissionsBoundaryRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteRolePermissionsBoundaryRequest request, Call call)
    {
        await roles.UpdateAsync(
            call.Account,
            request.RoleName,
            role => role.PermissionsBoundary is null ? throw IamErrors.NoBoundary(role.Name) : role with { PermissionsBoundary = null },
            call.Aborted);
        return Nothing.Value;
    }
}
