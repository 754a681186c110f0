using Gatehouse.Services.Iam.Roles;
using Gatehouse.Storage;

namespace Gatehouse.Services.Iam.Sts;

/// <summary>Credentials of a role for what runs under it: functions, most of all.</summary>
public sealed class RoleSessions(IStore store, TimeProvider time)
{
    private readonly RoleTable _roles = new(store);
    private readonly SessionTable _sessions = new(store, time);

    /// <summary>Credentials of a session of the role; null when there is no such role.</summary>
    public async ValueTask<RoleCredentials?> IssueAsync(string roleArn, string sessionName, TimeSpan duration, CancellationToken cancellation = default)
    {
        if (await _roles.FindByArnAsync(roleArn, cancellation) is not { } role)
        {
            return null;
        }

        var arn = $"arn:aws:sts::{role.Account}:assumed-role/{role.Name}/{sessionName}";
        var issued = await _sessions.IssueAsync(role.Account, arn, $"{role.Id}:{sessionName}", duration, cancellation);
        return new RoleCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, issued.Expiration);
    }
}

/// <summary>What goes into <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c>.</summary>
public sealed record RoleCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration);
