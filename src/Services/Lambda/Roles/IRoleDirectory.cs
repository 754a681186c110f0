namespace Gatehouse.Services.Lambda.Roles;

/// <summary>Where execution roles are looked up. Implemented over IAM.</summary>
public interface IRoleDirectory
{
    /// <summary>Whether the role exists and its trust policy lets <c>lambda.amazonaws.com</c> assume it.</summary>
    ValueTask<bool> CanBeAssumedByLambdaAsync(string roleArn, CancellationToken cancellation);
}
