using Gatehouse.Core;
using Gatehouse.Services.Iam.Documents;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Roles;

internal static class TrustPolicyCheck
{
    private const int MaxSize = 2048;

    /// <summary>Checks a trust policy, and that the roles of this account that it names exist, as AWS does.</summary>
    public static async ValueTask CheckAsync(string document, RoleTable roles, Call call)
    {
        if (PolicyText.Size(document) > MaxSize)
        {
            throw IamErrors.QuotaExceeded("ACLSizePerRole", MaxSize);
        }

        foreach (var role in TrustPolicy.Check(document))
        {
            if (Arn.TryParse(role, out var arn) && arn.Account == call.Account && await roles.FindByArnAsync(role, call.Aborted) is null)
            {
                throw IamErrors.MalformedDocument($"Invalid principal in policy: \"AWS\":\"{role}\"");
            }
        }
    }
}
