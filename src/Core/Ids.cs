using System.Security.Cryptography;

namespace Gatehouse.Core;

/// <summary>Identifiers in the alphabets that AWS uses, from a cryptographic source.</summary>
public static class Ids
{
    private const string LowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string LowerHex = "0123456789abcdef";

    [ThreadStatic]
    private static byte[]? t_random;

    [ThreadStatic]
    private static int t_used;

    /// <summary>API Gateway's ids: [a-z0-9].</summary>
    public static string Lower(int length) => RandomNumberGenerator.GetString(LowerAlphanumeric, length);

    /// <summary>Mixed-case letters and digits: API key values.</summary>
    public static string Mixed(int length) => RandomNumberGenerator.GetString(Alphanumeric, length);

    /// <summary>Lower-case hexadecimal: log stream names.</summary>
    public static string Hex(int length) => RandomNumberGenerator.GetString(LowerHex, length);

    /// <summary>IAM's unique ids: a four-letter prefix and 17 characters of [A-Z2-7].</summary>
    public static string Iam(string prefix) => prefix + RandomNumberGenerator.GetString(Base32, 17);

    /// <summary>A random UUID, lower case with dashes: request ids.</summary>
    public static string Uuid()
    {
        const int bytes = 16;
        const int version = 6;
        const int variant = 8;
        t_random ??= new byte[bytes * 64];
        if (t_used == t_random.Length || t_used == 0)
        {
            // Guid.NewGuid asks the kernel each time, which costs a call of API Gateway two turns into it.
            RandomNumberGenerator.Fill(t_random);
            t_used = 0;
        }

        var own = t_random.AsSpan(t_used, bytes);
        t_used += bytes;
        own[version] = (byte)((own[version] & 0x0F) | 0x40);
        own[variant] = (byte)((own[variant] & 0x3F) | 0x80);
        return new Guid(own, bigEndian: true).ToString("D");
    }
}
