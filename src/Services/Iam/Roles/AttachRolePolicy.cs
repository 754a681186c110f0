using Gatehouse.Services.Iam.Policies;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record AttachRolePolicyRequest : IConstrained
{
    public required string RoleName { get; init; }

    public required string PolicyArn { get; init; }

    public void Constrain(Violations check) => check.RoleName(RoleName).PolicyArn(PolicyArn);
}

/// <summary>Attaches a managed policy; once is as good as twice. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html.</summary>
internal sealed class AttachRolePolicy(IStore store, RoleTable roles, PolicyTable policies) : IOperation<AttachRolePolicyRequest, Nothing>
{
    // The default quota; AWS raises it to 20 on request.
    private const int MaxAttachedPolicies = 10;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(AttachRolePolicyRequest request, Call call)
    {
        while (true)
        {
            var role = await roles.GetVersionedAsync(call.Account, request.RoleName, call.Aborted);
            var policy = await policies.FindVersionedAsync(call.Account, request.PolicyArn, call.Aborted) ?? throw IamErrors.PolicyNotAttachable(request.PolicyArn);
            if (role.Value.LinkedService is not null)
            {
                throw IamErrors.ProtectedRole(request.RoleName);
            }

            if (role.Value.AttachedPolicies.Contains(request.PolicyArn))
            {
                return Nothing.Value;
            }

            if (role.Value.AttachedPolicies.Count == MaxAttachedPolicies)
            {
                throw IamErrors.QuotaExceeded("PoliciesPerRole", MaxAttachedPolicies);
            }

            var batch = new Batch();
            roles.Put(batch, role.Value with { AttachedPolicies = [.. role.Value.AttachedPolicies, request.PolicyArn] }, role.Version);
            // The policy is written too, unchanged: so it cannot be deleted between our look at it and this write.
            policies.Put(batch, policy);
            if (await store.CommitAsync(batch, call.Aborted))
            {
                return Nothing.Value;
            }
        }
    }
}
