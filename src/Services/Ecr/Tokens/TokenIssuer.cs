using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Core;
using Gatehouse.Storage;

namespace Gatehouse.Services.Ecr.Tokens;

/// <summary>
/// Makes and reads registry passwords: the account, the region and the end of their life, signed with a key that is kept in the store. So nothing
/// is stored for each token, and tokens outlive a restart.
/// </summary>
internal sealed class TokenIssuer(IStore store, TimeProvider time)
{
    private static readonly Scope KeyScope = Scope.Global("000000000000");

    private readonly Table<StoredTokenKey> _keys = new(store, "ecr-token-key", EcrRows.Default.StoredTokenKey);
    private byte[]? _key;

    public async ValueTask<(string Password, DateTimeOffset ExpiresAt)> IssueAsync(Scope scope, TimeSpan lifetime, CancellationToken cancellation)
    {
        var expires = time.GetUtcNow() + lifetime;
        var claims = string.Create(CultureInfo.InvariantCulture, $"{scope.Account}/{scope.Region}/{expires.ToUnixTimeSeconds()}/{Ids.Hex(16)}");
        var signature = HMACSHA256.HashData(await KeyAsync(cancellation), Encoding.UTF8.GetBytes(claims));
        return (Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{claims}/{Convert.ToHexStringLower(signature)}")), expires);
    }

    /// <summary>What a password of ours says; null for any other text. Whether it has expired is the caller's to judge.</summary>
    public async ValueTask<TokenClaims?> ReadAsync(string password, CancellationToken cancellation)
    {
        if (password.Length > 1024 || !Base64Url.IsValid(password))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(password));
        var end = text.LastIndexOf('/');
        if (end < 0)
        {
            return null;
        }

        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(await KeyAsync(cancellation), Encoding.UTF8.GetBytes(text[..end])));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(text[(end + 1)..])))
        {
            return null;
        }

        var parts = text.Split('/');
        return new TokenClaims(
            new Scope(parts[0], parts[1]), DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture)));
    }

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellation)
    {
        if (_key is { } known)
        {
            return known;
        }

        // Whoever comes first decides; everyone reads what was decided.
        await _keys.TryInsertAsync(KeyScope, "current", new StoredTokenKey(RandomNumberGenerator.GetBytes(32)), cancellation);
        var key = await _keys.FindAsync(KeyScope, "current", cancellation) ?? throw new InvalidDataException("The key for registry tokens is gone.");
        return _key = key.Key;
    }
}

/// <summary>What a registry password says of its bearer.</summary>
internal readonly record struct TokenClaims(Scope Scope, DateTimeOffset ExpiresAt);

/// <summary>The key that signs registry passwords.</summary>
internal sealed record StoredTokenKey(byte[] Key);
