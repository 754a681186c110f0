using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record GetRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName);
}

/// <summary>Answers a role with its trust policy and tags. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html.</summary>
internal sealed class GetRole(RoleTable roles) : IOperation<GetRoleRequest, RoleAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RoleAnswer> InvokeAsync(GetRoleRequest request, Call call)
    {
        return new RoleAnswer(Role.Full(await roles.GetAsync(call.Account, request.RoleName, call.Aborted)));
    }
}
