using System.Buffers;
using System.Collections.Frozen;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Which headers pass the gateway, in which direction and under which name.</summary>
internal static class HeaderRules
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    // Never reach an integration. Those that the gateway writes itself are listed here too.
    private static readonly FrozenSet<string> NotForwarded = new[]
    {
        "Connection", "Content-Length", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Transfer-Encoding",
        "Trailer", "Upgrade", "WWW-Authenticate",
        "Host", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // The parity list has WWW-Authenticate for non-proxy integrations only; AWS's guide and users report it for proxies too.
    private static readonly FrozenDictionary<string, string> Remapped = new[]
    {
        "Connection", "Content-Length", "Date", "Server", "WWW-Authenticate", "x-amzn-RequestId",
    }.ToFrozenDictionary(name => name, name => "x-amzn-Remapped-" + name, StringComparer.OrdinalIgnoreCase);

    public static bool IsForwarded(string name) => !NotForwarded.Contains(name) && !name.StartsWith(':');

    /// <summary>The name under which a function's header reaches the caller, or null when it does not.</summary>
    public static string? Outgoing(string name)
    {
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) || name.Equals("x-amz-apigw-id", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return Remapped.TryGetValue(name, out var remapped) ? remapped : name;
    }

    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    public static bool IsValue(string value) => !value.AsSpan().ContainsAnyExcept(ValueCharacters);

    public static bool HasBody(int status) => status is not (204 or 205 or 304) and >= 200;
}
