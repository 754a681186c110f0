using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record UpdateAssumeRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyDocument { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).Document(PolicyDocument);
}

/// <summary>Replaces a role's trust policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html.</summary>
internal sealed class UpdateAssumeRolePolicy(RoleTable roles) : IOperation<UpdateAssumeRolePolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UpdateAssumeRolePolicyRequest request, Call call)
    {
        await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        await TrustPolicyCheck.CheckAsync(request.PolicyDocument, roles, call);
        await roles.UpdateAsync(call.Account, request.RoleName, role => role with { TrustPolicy = request.PolicyDocument }, call.Aborted);
        return Nothing.Value;
    }
}
