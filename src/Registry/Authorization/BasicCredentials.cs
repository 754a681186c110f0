using System.Text;

namespace Gatehouse.Registry.Authorization;

/// <summary>Reads the user and password from an <c>Authorization: Basic</c> header.</summary>
internal static class BasicCredentials
{
    /// <summary>Null and null for anything that is not well-formed Basic authentication.</summary>
    public static (string? User, string? Password) Read(string? header)
    {
        const string Scheme = "Basic ";
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var encoded = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[(encoded.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return default;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        return colon < 0 ? default : (text[..colon], text[(colon + 1)..]);
    }
}
