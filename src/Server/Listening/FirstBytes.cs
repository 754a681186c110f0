namespace Gatehouse.Server.Listening;

/// <summary>Tells the protocols on the shared port apart.</summary>
internal static class FirstBytes
{
    /// <summary>As many bytes as any decision needs.</summary>
    public const int Needed = 3;

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
}
