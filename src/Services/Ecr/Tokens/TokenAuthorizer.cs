using Gatehouse.Registry.Authorization;

namespace Gatehouse.Services.Ecr.Tokens;

/// <summary>Lets callers into the registry with the password of an authorization token, as ECR does.</summary>
internal sealed class TokenAuthorizer(TokenIssuer tokens, TimeProvider time) : IRegistryAuthorizer
{
    public const string User = "AWS";

    public async ValueTask<RegistryAccess> AuthorizeAsync(RegistryCaller caller, CancellationToken cancellation)
    {
        var password = caller.User == User ? caller.Password : caller.Token;
        if (password is null || await tokens.ReadAsync(password, cancellation) is not { } claims)
        {
            return new RegistryAccess.Challenged($"Basic realm=\"{caller.Origin}/\",service=\"ecr.amazonaws.com\"", "Not Authorized");
        }

        return claims.ExpiresAt > time.GetUtcNow()
            ? new RegistryAccess.Granted(claims.Scope)
            : new RegistryAccess.Denied("Your authorization token has expired. Reauthenticate and try again.");
    }
}
