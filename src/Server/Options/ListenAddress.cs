using System.Globalization;
using System.Net;

namespace Gatehouse.Server.Options;

/// <summary>The addresses to listen on, all with one port. Port 0 takes a free one.</summary>
internal sealed record ListenAddress(IReadOnlyList<IPAddress> Addresses, int Port)
{
    /// <summary>Whether other machines can reach it.</summary>
    public bool IsBeyondLoopback => Addresses.Any(address => !IPAddress.IsLoopback(address));

    /// <summary>Reads <c>ADDRESS:PORT</c>, or a port alone.</summary>
    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "localhost" : text[..colon];
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
        {
            return null;
        }

        // Clients resolve "localhost" and its subdomains to either loopback address, so 127.0.0.1 brings ::1 with it.
        if (host is "localhost" or "127.0.0.1")
        {
            return new ListenAddress([IPAddress.Loopback, IPAddress.IPv6Loopback], port);
        }

        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        var bare = isBracketed ? host[1..^1] : host;
        return bare.Contains(':', StringComparison.Ordinal) == isBracketed && IPAddress.TryParse(bare, out var address)
            ? new ListenAddress([address], port)
            : null;
    }
}
