using Gatehouse.Services.Iam.Policies;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record DetachRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyArn { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyArn(PolicyArn);
}

/// <summary>Detaches a managed policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html.</summary>
internal sealed class DetachRolePolicy(RoleTable roles) : IOperation<DetachRolePolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DetachRolePolicyRequest request, Call call)
    {
        PolicyTable.Parse(request.PolicyArn);
        await roles.UpdateAsync(
            call.Account,
            request.RoleName,
            role => role.AttachedPolicies.Contains(request.PolicyArn)
                ? role with { AttachedPolicies = [.. role.AttachedPolicies.Where(arn => arn != request.PolicyArn)] }
                : throw IamErrors.PolicyNotFound(request.PolicyArn),
            call.Aborted);
        return Nothing.Value;
    }
}
