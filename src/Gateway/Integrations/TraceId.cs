using System.Buffers;
using System.Globalization;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The X-Ray trace header. A caller's own root is kept, so that a trace can span systems.</summary>
internal static class TraceId
{
    private const string RootPrefix = "Root=";

    // Root=1-8hex-24hex
    private const int RootLength = 40;

    public static void Begin(Invocation call)
    {
        string? root = null;
        call.Record.TraceId = call.Record.Watch?.BeginIntegration(out root) ?? Next(call);
        call.TraceRoot ??= root;
    }

    /// <summary>The trace of an authorizer on the request's way. The caller does not see it: AWS shows the trace from execution on.</summary>
    public static string Segment(Invocation call)
    {
        string? root = null;
        var segment = call.Record.Watch?.BeginAuthorizer(out root) ?? Next(call);
        call.TraceRoot ??= root;
        return segment;
    }

    private static string Next(Invocation call)
    {
        var root = call.TraceRoot ??= FromCaller(call.Http.Request.Headers["X-Amzn-Trace-Id"].ToString()) ?? New(call.Record.StartedAt);
        return string.Concat(root, ";Parent=", Hex16(), ";Sampled=0");
    }

    private static string New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[12];
        Random.Shared.NextBytes(random);
        return string.Create(CultureInfo.InvariantCulture, $"{RootPrefix}1-{now.ToUnixTimeSeconds():x8}-{Convert.ToHexStringLower(random)}");
    }

    private static string? FromCaller(string header)
    {
        var start = header.IndexOf(RootPrefix, StringComparison.Ordinal);
        if (start < 0 || header.Length < start + RootLength)
        {
            return null;
        }

        var root = header.AsSpan(start, RootLength);
        var shaped = root[5] == '1' && root[6] == '-' && root[15] == '-'
            && !root[7..15].ContainsAnyExcept(HexDigits) && !root[16..].ContainsAnyExcept(HexDigits);
        return shaped ? root.ToString() : null;
    }

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static string Hex16()
    {
        Span<byte> random = stackalloc byte[8];
        Random.Shared.NextBytes(random);
        return Convert.ToHexStringLower(random);
    }
}
