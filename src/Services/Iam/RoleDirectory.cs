using Gatehouse.Services.Iam.Roles;
using Gatehouse.Storage;

namespace Gatehouse.Services.Iam;

/// <summary>What other services ask of IAM: whether a role that they are given is there.</summary>
public sealed class RoleDirectory(IStore store)
{
    private readonly RoleTable _roles = new(store);

    /// <summary>Whether the ARN is that of an existing role, in whichever account it names.</summary>
    public async ValueTask<bool> RoleExistsAsync(string arn, CancellationToken cancellation = default) =>
        await _roles.FindByArnAsync(arn, cancellation) is not null;
}
