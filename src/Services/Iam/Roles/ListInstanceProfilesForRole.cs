using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record ListInstanceProfilesForRoleRequest : IConstrained
{
    public required string RoleName { get; init; }

    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).Paging(Marker, MaxItems);
}

internal sealed record InstanceProfile
{
    public required string Path { get; init; }

    public required string InstanceProfileName { get; init; }

    public required string InstanceProfileId { get; init; }

    public required string Arn { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }
}

internal sealed record InstanceProfilePage(IReadOnlyList<InstanceProfile> InstanceProfiles, bool IsTruncated, string? Marker);

/// <summary>Answers an empty list: there are no instances here, but Terraform asks before it deletes a role. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html.</summary>
internal sealed class ListInstanceProfilesForRole(RoleTable roles) : IOperation<ListInstanceProfilesForRoleRequest, InstanceProfilePage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<InstanceProfilePage> InvokeAsync(ListInstanceProfilesForRoleRequest request, Call call)
    {
        await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        return new InstanceProfilePage([], false, null);
    }
}
