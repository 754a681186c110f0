using Gatehouse.Services.Iam.Policies;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Account;

internal sealed record GetAccountSummaryRequest;

internal sealed record AccountSummary(IReadOnlyDictionary<string, int> SummaryMap);

/// <summary>Counts what the account has, beside its quotas. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html.</summary>
internal sealed class GetAccountSummary(RoleTable roles, PolicyTable policies) : IOperation<GetAccountSummaryRequest, AccountSummary>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<AccountSummary> InvokeAsync(GetAccountSummaryRequest request, Call call)
    {
        var ownPolicies = (await policies.ListAsync(call.Account, call.Aborted)).Where(policy => !policy.IsAwsManaged).ToArray();
        return new AccountSummary(new Dictionary<string, int>
        {
            ["Users"] = 0,
            ["UsersQuota"] = 5000,
            ["Groups"] = 0,
            ["GroupsQuota"] = 300,
            ["Roles"] = (await roles.ListAsync(call.Account, call.Aborted)).Count,
            ["RolesQuota"] = 1000,
            ["Policies"] = ownPolicies.Length,
            ["PoliciesQuota"] = 1500,
            ["PolicyVersionsInUse"] = ownPolicies.Sum(policy => policy.Versions.Count),
            ["PolicyVersionsInUseQuota"] = 10000,
            ["VersionsPerPolicyQuota"] = 5,
            ["PolicySizeQuota"] = 6144,
            ["RolePolicySizeQuota"] = 10240,
            ["AssumeRolePolicySizeQuota"] = 2048,
            ["AttachedPoliciesPerRoleQuota"] = 10,
            ["InstanceProfiles"] = 0,
            ["InstanceProfilesQuota"] = 1000,
            ["Providers"] = 0,
            ["AccountMFAEnabled"] = 0,
            ["AccountAccessKeysPresent"] = 0,
            ["AccountPasswordPresent"] = 0,
            ["AccountSigningCertificatesPresent"] = 0,
        });
    }
}
