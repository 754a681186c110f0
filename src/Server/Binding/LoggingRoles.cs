using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.Iam;

namespace Gatehouse.Server.Binding;

/// <summary>API Gateway's look at IAM's roles. That the role exists is checked; its trust policy and permissions are not evaluated.</summary>
internal sealed class LoggingRoles(RoleDirectory roles) : ILoggingRoles
{
    public ValueTask<bool> CanBeAssumedAsync(string roleArn, CancellationToken cancellation) => roles.RoleExistsAsync(roleArn, cancellation);
}
