using Gatehouse.Core;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.ServiceLinkedRoles;

internal sealed record CreateServiceLinkedRoleRequest : IConstrained
{
    public required string AWSServiceName { get; init; }

    public string? Description { get; init; }

    public string? CustomSuffix { get; init; }

    public void Constrain(Violations check) => check.Name(AWSServiceName, 128).RoleDescription(Description).Name(CustomSuffix, 64);
}

/// <summary>Creates the role that an AWS service uses for itself. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html.</summary>
internal sealed class CreateServiceLinkedRole(RoleTable roles) : IOperation<CreateServiceLinkedRoleRequest, RoleAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RoleAnswer> InvokeAsync(CreateServiceLinkedRoleRequest request, Call call)
    {
        var name = ServiceLinkedRoleName.Of(request.AWSServiceName) + (request.CustomSuffix is { } suffix ? "_" + suffix : "");
        var role = new RoleRecord
        {
            Path = $"/aws-service-role/{request.AWSServiceName}/",
            Name = name,
            Id = Ids.Iam("AROA"),
            Account = call.Account,
            CreateDate = call.Time.ToSecond(),
            TrustPolicy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{request.AWSServiceName}}"},"Action":"sts:AssumeRole"}]}""",
            Description = request.Description,
            LinkedService = request.AWSServiceName,
        };
        return await roles.TryInsertAsync(role, call.Aborted) ? new RoleAnswer(Role.Created(role)) : throw IamErrors.ServiceRoleTaken(name);
    }
}
