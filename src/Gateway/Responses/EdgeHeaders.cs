using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Responses;

/// <summary>What the CDN in front of an edge-optimised API adds. There is none here; functions and clients that read it find the same fields.</summary>
internal sealed class EdgeHeaders(string apiId)
{
    public static StringValues Miss { get; } = "Miss from cloudfront";

    public static StringValues Error { get; } = "Error from cloudfront";

    /// <summary>An edge location's name; ours is nowhere.</summary>
    public static StringValues Pop { get; } = "LOC50-C1";

    public string EventVia { get; } = $"2.0 {apiId}.cloudfront.net (CloudFront)";

    public StringValues Via { get; } = $"1.1 {apiId}.cloudfront.net (CloudFront)";

    public static string NewId()
    {
        Span<byte> random = stackalloc byte[41];
        Random.Shared.NextBytes(random);
        return System.Buffers.Text.Base64Url.EncodeToString(random) + "==";
    }
}
