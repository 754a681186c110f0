namespace Gatehouse.Services.ApiGateway.Accounts;

/// <summary>What API Gateway must know of IAM: whether it could write logs in the name of a role.</summary>
public interface ILoggingRoles
{
    ValueTask<bool> CanBeAssumedAsync(string roleArn, CancellationToken cancellation);
}
