using System.Net;

namespace Gatehouse.Server.Listening;

/// <summary>The endpoint of one protocol on the shared port: a name for Kestrel to bind, not an address.</summary>
internal sealed class ProtocolEndPoint(WireProtocol protocol) : EndPoint
{
    public static ProtocolEndPoint Http1 { get; } = new(WireProtocol.Http1);

    public static ProtocolEndPoint Http2 { get; } = new(WireProtocol.Http2);

    public static ProtocolEndPoint Tls { get; } = new(WireProtocol.Tls);

    public WireProtocol Protocol => protocol;

    public override string ToString() => $"shared-port/{protocol}";
}
