using Gatehouse.Services.Iam.Policies;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record PutRolePermissionsBoundaryRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PermissionsBoundary { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyArn(PermissionsBoundary);
}

/// <summary>Limits a role by a managed policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html.</summary>
internal sealed class PutRolePermissionsBoundary(RoleTable roles, PolicyTable policies) : IOperation<PutRolePermissionsBoundaryRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(PutRolePermissionsBoundaryRequest request, Call call)
    {
        var boundary = request.PermissionsBoundary;
        if (await policies.FindAsync(call.Account, boundary, call.Aborted) is null)
        {
            throw IamErrors.BoundaryNotFound(boundary);
        }

        await roles.UpdateAsync(call.Account, request.RoleName, role => role with { PermissionsBoundary = boundary }, call.Aborted);
        return Nothing.Value;
    }
}
