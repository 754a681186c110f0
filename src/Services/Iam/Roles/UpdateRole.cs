using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record UpdateRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public string? Description { get; init; }

    public int? MaxSessionDuration { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).RoleDescription(Description).Range(MaxSessionDuration, 3600, 43200);
}

/// <summary>Empty, but there: AWS answers an empty result element.</summary>
internal sealed record UpdateRoleAnswer;

/// <summary>Changes what is said about a role, and how long its sessions may be. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html.</summary>
internal sealed class UpdateRole(RoleTable roles) : IOperation<UpdateRoleRequest, UpdateRoleAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<UpdateRoleAnswer> InvokeAsync(UpdateRoleRequest request, Call call)
    {
        await roles.UpdateAsync(
            call.Account,
            request.RoleName,
            role => role with { Description = request.Description ?? role.Description, MaxSessionDuration = request.MaxSessionDuration ?? role.MaxSessionDuration },
            call.Aborted);
        return new UpdateRoleAnswer();
    }
}
