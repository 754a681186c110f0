using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Gatehouse.Registry.Names;

/// <summary>The digest of some content, <c>sha256:…</c> or <c>sha512:…</c>. Its parts are safe to build a file's path from.</summary>
public sealed partial record Digest
{
    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public string Algorithm { get; }

    public string Hex { get; }

    /// <summary>The algorithm by its name in .NET.</summary>
    public HashAlgorithmName HashAlgorithm => Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        if (text is null || !Form.IsMatch(text))
        {
            return false;
        }

        var colon = text.IndexOf(':');
        digest = new Digest(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>The digest of these bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> content, HashAlgorithmName algorithm = default) =>
        algorithm == HashAlgorithmName.SHA512
            ? new Digest("sha512", Convert.ToHexStringLower(SHA512.HashData(content)))
            : new Digest("sha256", Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The digest that a running hash has arrived at. The hash goes on.</summary>
    public static Digest Of(IncrementalHash hash) =>
        new(hash.AlgorithmName == HashAlgorithmName.SHA512 ? "sha512" : "sha256", Convert.ToHexStringLower(hash.GetCurrentHash()));

    public override string ToString() => $"{Algorithm}:{Hex}";

    [GeneratedRegex(@"\A(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})\z")]
    private static partial Regex Form { get; }
}
