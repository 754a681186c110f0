using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Roles;

/// <summary>Refuses execution roles that Lambda could not use.</summary>
internal sealed class RoleCheck(IRoleDirectory roles)
{
    public async ValueTask CheckAsync(string roleArn, Call call)
    {
        if (!Arn.TryParse(roleArn, out var arn) || arn.Account != call.Account)
        {
            throw LambdaErrors.CrossAccountRole();
        }

        if (!await roles.CanBeAssumedByLambdaAsync(roleArn, call.Aborted))
        {
            throw LambdaErrors.RoleNotAssumable();
        }
    }
}
