using Gatehouse.Services.Iam.Documents;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record GetRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyName { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyName(PolicyName);
}

internal sealed record RolePolicyAnswer(string RoleName, string PolicyName, string PolicyDocument);

/// <summary>Answers an inline policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html.</summary>
internal sealed class GetRolePolicy(RoleTable roles) : IOperation<GetRolePolicyRequest, RolePolicyAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RolePolicyAnswer> InvokeAsync(GetRolePolicyRequest request, Call call)
    {
        var role = await roles.GetAsync(call.Account, request.RoleName, call.Aborted);
        return role.InlinePolicies.TryGetValue(request.PolicyName, out var document)
            ? new RolePolicyAnswer(role.Name, request.PolicyName, PolicyText.Encode(document))
            : throw IamErrors.RolePolicyNotFound(request.PolicyName);
    }
}
