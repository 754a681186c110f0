using Gatehouse.Core;
using Gatehouse.Services.Iam.Policies;
using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record CreateRoleRequest : IConstrained
{
    public string? Path { get; init; }

    public required string RoleName { get; init; }

    public required string AssumeRolePolicyDocument { get; init; }

    public string? Description { get; init; }

    public int? MaxSessionDuration { get; init; }

    public string? PermissionsBoundary { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public void Constrain(Violations check) => check
        .RolePath(Path).RoleName(RoleName).Document(AssumeRolePolicyDocument).RoleDescription(Description)
        .Range(MaxSessionDuration, 3600, 43200).PolicyArn(PermissionsBoundary).Tags(Tags);
}

/// <summary>Creates a role from its trust policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html.</summary>
internal sealed class CreateRole(RoleTable roles, PolicyTable policies) : IOperation<CreateRoleRequest, RoleAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RoleAnswer> InvokeAsync(CreateRoleRequest request, Call call)
    {
        await TrustPolicyCheck.CheckAsync(request.AssumeRolePolicyDocument, roles, call);
        if (request.PermissionsBoundary is { } boundary && await policies.FindAsync(call.Account, boundary, call.Aborted) is null)
        {
            throw IamErrors.BoundaryNotFound(boundary);
        }

        var role = new RoleRecord
        {
            Path = request.Path ?? "/",
            Name = request.RoleName,
            Id = Ids.Iam("AROA"),
            Account = call.Account,
            CreateDate = call.Time.ToSecond(),
            TrustPolicy = request.AssumeRolePolicyDocument,
            Description = request.Description,
            MaxSessionDuration = request.MaxSessionDuration,
            PermissionsBoundary = request.PermissionsBoundary,
            Tags = TagList.Merge([], request.Tags ?? []),
        };
        return await roles.TryInsertAsync(role, call.Aborted) ? new RoleAnswer(Role.Created(role)) : throw IamErrors.RoleExists(role.Name);
    }
}
