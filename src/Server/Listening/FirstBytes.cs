namespace Gatehouse.Server.Listening;

/// <summary>Tells the protocols on the shared port apart.</summary>
internal static class FirstBytes
{
    /// <summary>As many bytes as any decision takes into account: "DELETE /v2/".</summary>
    public const int Most = 11;

    private const byte TlsHandshake = 0x16;

    /// <summary>Null when more bytes are needed. <paramref name="start"/> holds at least one.</summary>
    public static WireProtocol? Recognize(ReadOnlySpan<byte> start)
    {
        if (start[0] == TlsHandshake)
        {
            return WireProtocol.Tls;
        }

        // HTTP/2 opens with "PRI * HTTP/2.0"; RFC 9113 reserves that method, so three letters tell it from POST, PUT and PATCH.
        var preface = "PRI"u8;
        if (start.StartsWith(preface))
        {
            return WireProtocol.Http2;
        }

        return preface.StartsWith(start) ? null : WireProtocol.Http1;
    }

    /// <summary>
    /// Whether the client of a registry speaks HTTP/1.1: its requests all begin so, the later ones on the connection too. When fewer bytes
    /// came than it takes to say, it is not known to be one, and is served all the same.
    /// </summary>
    public static bool AreOfRegistry(ReadOnlySpan<byte> start) =>
        start.IndexOf((byte)' ') is var end and > 0 && start[(end + 1)..].StartsWith("/v2/"u8);
}
