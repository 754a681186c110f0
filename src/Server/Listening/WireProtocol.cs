namespace Gatehouse.Server.Listening;

/// <summary>What a client speaks, known from its first bytes.</summary>
internal enum WireProtocol
{
    /// <summary>Plain HTTP/1.1, and anything that is not one of the others.</summary>
    Http1,

    /// <summary>HTTP/2 without TLS, by prior knowledge.</summary>
    Http2,

    /// <summary>TLS; ALPN decides between HTTP/1.1 and HTTP/2.</summary>
    Tls,
}
