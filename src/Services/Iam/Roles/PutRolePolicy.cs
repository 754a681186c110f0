using Gatehouse.Services.Iam.Documents;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record PutRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyName { get; init; }

    public required string PolicyDocument { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyName(PolicyName).Document(PolicyDocument);
}

/// <summary>Writes an inline policy. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html.</summary>
internal sealed class PutRolePolicy(RoleTable roles) : IOperation<PutRolePolicyRequest, Nothing>
{
    private const int MaxInlineSize = 10240;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(PutRolePolicyRequest request, Call call)
    {
        PolicyGrammar.CheckIdentityPolicy(request.PolicyDocument);
        await roles.UpdateAsync(call.Account, request.RoleName, Put, call.Aborted);
        return Nothing.Value;

        RoleRecord Put(RoleRecord role)
        {
            var policies = new SortedDictionary<string, string>(role.InlinePolicies, StringComparer.Ordinal) { [request.PolicyName] = request.PolicyDocument };
            return policies.Values.Sum(PolicyText.Size) <= MaxInlineSize ? role with { InlinePolicies = policies } : throw IamErrors.InlineTooLarge(MaxInlineSize, role.Name);
        }
    }
}
