using Gatehouse.Services.Iam;
using Gatehouse.Services.Lambda.Roles;

namespace Gatehouse.Server.Binding;

/// <summary>Lambda's look at IAM's roles. That the role exists is checked; its trust policy is not yet evaluated.</summary>
internal sealed class ExecutionRoles(RoleDirectory roles) : IRoleDirectory
{
    public ValueTask<bool> CanBeAssumedByLambdaAsync(string roleArn, CancellationToken cancellation) => roles.RoleExistsAsync(roleArn, cancellation);
}
