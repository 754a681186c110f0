using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record DeleteRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName);
}

/// <summary>Deletes a role that has no policies left. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html.</summary>
internal sealed class DeleteRole(IStore store, RoleTable roles) : IOperation<DeleteRoleRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteRoleRequest request, Call call)
    {
        while (true)
        {
            var role = await roles.GetVersionedAsync(call.Account, request.RoleName, call.Aborted);
            if (role.Value.LinkedService is not null)
            {
                throw IamErrors.ProtectedRole(request.RoleName);
            }

            if (role.Value.AttachedPolicies.Count > 0)
            {
                throw IamErrors.MustDetachPolicies();
            }

            if (role.Value.InlinePolicies.Count > 0)
            {
                throw IamErrors.MustDeletePolicies();
            }

            var batch = new Batch();
            roles.Delete(batch, role.Value, role.Version);
            if (await store.CommitAsync(batch, call.Aborted))
            {
                return Nothing.Value;
            }
        }
    }
}
