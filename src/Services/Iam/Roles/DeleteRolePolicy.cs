using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record DeleteRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyName(PolicyName);
}

/// <summary>Deletes an inline policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html.</summary>
internal sealed class DeleteRolePolicy(RoleTable roles) : IOperation<DeleteRolePolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteRolePolicyRequest request, Call call)
    {
        await roles.UpdateAsync(call.Account, request.RoleName, Delete, call.Aborted);
        return Nothing.Value;

        RoleRecord Delete(RoleRecord role)
        {
            var policies = new SortedDictionary<string, string>(role.InlinePolicies, StringComparer.Ordinal);
            return policies.Remove(request.PolicyName) ? role with { InlinePolicies = policies } : throw IamErrors.RolePolicyNotFound(request.PolicyName);
        }
    }
}
