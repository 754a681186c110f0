using Gatehouse.Core;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.ServiceLinkedRoles;

internal sealed record DeleteServiceLinkedRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName);
}

internal sealed record DeletionTask(string DeletionTaskId);

/// <summary>Deletes a service-linked role, at once: nothing here uses one. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html.</summary>
internal sealed class DeleteServiceLinkedRole(IStore store, RoleTable roles) : IOperation<DeleteServiceLinkedRoleRequest, DeletionTask>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<DeletionTask> InvokeAsync(DeleteServiceLinkedRoleRequest request, Call call)
    {
        while (true)
        {
            var role = await roles.GetVersionedAsync(call.Account, request.RoleName, call.Aborted);
            var service = role.Value.LinkedService ?? throw IamErrors.RoleNotFound(request.RoleName);
            var batch = new Batch();
            roles.Delete(batch, role.Value, role.Version);
            if (await store.CommitAsync(batch, call.Aborted))
            {
                return new DeletionTask($"task/aws-service-role/{service}/{request.RoleName}/{Ids.Uuid()}");
            }
        }
    }
}
