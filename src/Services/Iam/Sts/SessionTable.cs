using System.Security.Cryptography;
using Gatehouse.Core;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

/// <summary>A session as it is stored. Secrets are not kept: signatures are not checked.</summary>
internal sealed record SessionRecord(string Account, string Arn, string UserId, DateTimeOffset Expiration);

/// <summary>The temporary credentials that were handed out.</summary>
internal sealed class SessionTable(IStore store, TimeProvider time) : ISessionDirectory
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    // An access key id alone has to tell the account, so the rows are nobody's.
    private static readonly Scope Everyone = Scope.Global("all");

    private readonly Table<SessionRecord> _sessions = new(store, "sts-session", IamRows.Default.SessionRecord);
    private long _pruned = time.GetTimestamp();

    public async ValueTask<Session?> FindAsync(string accessKeyId, CancellationToken cancellation) =>
        await _sessions.FindAsync(Everyone, accessKeyId, cancellation) is { } found
            ? new Session(found.Account, found.Arn, found.UserId, found.Expiration)
            : null;

    public async ValueTask<Credentials> IssueAsync(string account, string arn, string userId, TimeSpan duration, CancellationToken cancellation)
    {
        await PruneAsync(cancellation);
        var expiration = time.GetUtcNow() + duration;
        var key = "ASIA" + Ids.Iam("")[1..];
        await _sessions.PutAsync(Everyone, key, new SessionRecord(account, arn, userId, expiration), cancellation);
        return new Credentials(
            key,
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(180)),
            expiration.ToSecond());
    }

    private async ValueTask PruneAsync(CancellationToken cancellation)
    {
        var last = Volatile.Read(ref _pruned);
        if (time.GetElapsedTime(last) < PruneInterval || Interlocked.CompareExchange(ref _pruned, time.GetTimestamp(), last) != last)
        {
            return;
        }

        // A day later, so that a late caller hears that its token is expired and not that it is somebody else's.
        var limit = time.GetUtcNow() - TimeSpan.FromDays(1);
        foreach (var (scope, id, session) in await _sessions.LoadAllAsync(cancellation))
        {
            if (session.Expiration < limit)
            {
                await _sessions.DeleteAsync(scope, id, cancellation);
            }
        }
    }
}

internal sealed record Credentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration);
