using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

/// <summary>What API Gateway accepts as an API key.</summary>
internal static class ApiKeyRules
{
    private const int ShortestValue = 20;
    private const int LongestValue = 128;
    private const int LongestName = 1024;

    public static void CheckValue(string value)
    {
        if (value.Length < ShortestValue)
        {
            throw ApiGatewayErrors.KeyValueTooShort();
        }

        if (value.Length > LongestValue)
        {
            throw ApiGatewayErrors.KeyValueTooLong();
        }

        // A value that no header can carry would never match.
        if (value.Any(character => character is < ' ' or > '~'))
        {
            throw ApiGatewayErrors.BadKeyValue();
        }
    }

    public static ApiKey Check(ApiKey key) =>
        key.Name?.Length > LongestName ? throw ApiGatewayErrors.KeyNameTooLong()
        : key.Description is { } text && text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) ? throw ApiGatewayErrors.BadKeyDescription()
        : key;

    /// <summary>How the index names a value: digests have one length and no slashes.</summary>
    public static string Digest(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
