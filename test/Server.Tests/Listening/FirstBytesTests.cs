using System.Text;
using Gatehouse.Server.Listening;

namespace Gatehouse.Server.Tests.Listening;

public sealed class FirstBytesTests
{
    [Theory]
    [InlineData("GET", "Http1")]
    [InlineData("G", "Http1")]
    [InlineData("POS", "Http1")]
    [InlineData("PO", "Http1")]
    [InlineData("P", null)]
    [InlineData("PR", null)]
    [InlineData("PRI", "Http2")]
    [InlineData("PRO", "Http1")] // PROPFIND
    [InlineData("\u0016", "Tls")]
    [InlineData("\u0016\u0003\u0001", "Tls")]
    [InlineData("\0\0\0", "Http1")] // Kestrel answers 400
    public void Start_NamesItsProtocol(string start, string? protocol) =>
        Assert.Equal(protocol, FirstBytes.Recognize(Encoding.Latin1.GetBytes(start))?.ToString());

    [Theory]
    [InlineData("GET /v2/", true)]
    [InlineData("DELETE /v2/", true)]
    [InlineData("PATCH /v2/x", true)]
    [InlineData("GET /v2", false)]
    [InlineData("PATCH", false)]
    [InlineData(" /v2/", false)]
    [InlineData("GET /x/v2/", false)]
    [InlineData("PRI * HTTP/", false)]
    public void Start_TellsARegistrysClient(string start, bool expected) =>
        Assert.Equal(expected, FirstBytes.AreOfRegistry(Encoding.Latin1.GetBytes(start)));
}
