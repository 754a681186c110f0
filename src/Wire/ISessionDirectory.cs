namespace Gatehouse.Wire;

/// <summary>Knows the temporary credentials that were handed out here, so that a call made with them belongs to their account and role.</summary>
public interface ISessionDirectory
{
    /// <summary>Null for credentials of somebody else's making: they count as the default account's.</summary>
    ValueTask<Session?> FindAsync(string accessKeyId, CancellationToken cancellation);
}

/// <summary>Who holds temporary credentials.</summary>
/// <param name="UserId">As GetCallerIdentity answers it: <c>AROA…:session</c>.</param>
public sealed record Session(string Account, string Arn, string UserId, DateTimeOffset Expiration);
