using System.Security.Cryptography;

namespace Gatehouse.Core;

/// <summary>Identifiers in the alphabets that AWS uses, from a cryptographic source.</summary>
public static class Ids
{
    private const string LowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string LowerHex = "0123456789abcdef";

    /// <summary>API Gateway's ids: [a-z0-9].</summary>
    public static string Lower(int length) => RandomNumberGenerator.GetString(LowerAlphanumeric, length);

    /// <summary>Mixed-case letters and digits: API key values.</summary>
    public static string Mixed(int length) => RandomNumberGenerator.GetString(Alphanumeric, length);

    /// <summary>Lower-case hexadecimal: log stream names.</summary>
    public static string Hex(int length) => RandomNumberGenerator.GetString(LowerHex, length);

    /// <summary>IAM's unique ids: a four-letter prefix and 17 characters of [A-Z2-7].</summary>
    public static string Iam(string prefix) => prefix + RandomNumberGenerator.GetString(Base32, 17);

    /// <summary>A random UUID, lower case with dashes: request ids.</summary>
    public static string Uuid() => Guid.NewGuid().ToString("D");
}
