using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record UpdateRoleDescriptionRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string Description { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).RoleDescription(Description);
}

/// <summary>Changes a role's description. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html.</summary>
internal sealed class UpdateRoleDescription(RoleTable roles) : IOperation<UpdateRoleDescriptionRequest, RoleAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RoleAnswer> InvokeAsync(UpdateRoleDescriptionRequest request, Call call)
    {
        var role = await roles.UpdateAsync(call.Account, request.RoleName, role => role with { Description = request.Description }, call.Aborted);
        return new RoleAnswer(Role.Created(role));
    }
}
