using System.Buffers;

namespace Gatehouse.Sandbox.Images;

/// <summary>Digests as the OCI specification writes them. Only SHA-256 is in use by registries that Lambda accepts.</summary>
internal static class Digest
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    internal static bool IsValid(string? text) =>
        text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal) && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Hexadecimal);

    internal static string Of(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>The digest whose <see cref="Hex"/> this is.</summary>
    internal static string Named(string hex) => Prefix + hex;

    /// <summary>The part that may be a file name.</summary>
    internal static string Hex(string digest) => digest[Prefix.Length..];
}
