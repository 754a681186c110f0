using System.Buffers;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>The limits of the HTTP front end: before any API's configuration is asked, and not customisable.</summary>
internal sealed class AdmitRequest : IStage
{
    public const long LongestBody = 10_485_760;

    private const int LongestHeaders = 10_240;
    private const int LongestTarget = 10_240;
    private const int LongestEdgeTarget = 8_192;

    // AWS documents that these must be encoded in a query.
    private static readonly SearchValues<char> NotInQuery = SearchValues.Create("|{}");

    public Verdict Run(Invocation call)
    {
        if (call.Http.Request.ContentLength > LongestBody)
        {
            return Front(GatewayResponseType.FrontBodyTooLong, ReasonKind.BodyTooLong, "The body is too long", $"{call.Http.Request.ContentLength} bytes", $"{LongestBody} bytes");
        }

        var longest = call.Stage.Model.EndpointType == EndpointType.Edge ? LongestEdgeTarget : LongestTarget;
        if (call.Target.Length > longest)
        {
            return Front(GatewayResponseType.FrontUriTooLong, ReasonKind.UriTooLong, "The URL is too long", $"{call.Target.Length} bytes", $"{longest} bytes");
        }

        var headers = HeaderBytes(call);
        if (headers > LongestHeaders)
        {
            return Front(GatewayResponseType.FrontHeadersTooLarge, ReasonKind.HeadersTooLarge, "The headers are too large", $"{headers} bytes", $"{LongestHeaders} bytes");
        }

        if (call.Query.ContainsAny(NotInQuery))
        {
            return Front(GatewayResponseType.FrontBadRequest, ReasonKind.MalformedTarget, "The query has characters that must be percent-encoded", "one of |{}", "%7C, %7B, %7D");
        }

        return HasBrokenEscape(call.Target)
            ? Front(GatewayResponseType.FrontBadRequest, ReasonKind.MalformedTarget, "The URL has a percent sign that starts no escape", "% without two hex digits", "%25 for a percent sign")
            : Verdict.Continue;
    }

    private static long HeaderBytes(Invocation call)
    {
        long total = 0;
        foreach (var header in call.Http.Request.Headers)
        {
            foreach (var value in header.Value)
            {
                total += header.Key.Length + (value?.Length ?? 0) + 4;
            }
        }

        return total;
    }

    private static bool HasBrokenEscape(ReadOnlySpan<char> target)
    {
        for (var percent = target.IndexOf('%'); percent >= 0; percent = target.IndexOf('%'))
        {
            if (percent + 2 >= target.Length || !char.IsAsciiHexDigit(target[percent + 1]) || !char.IsAsciiHexDigit(target[percent + 2]))
            {
                return true;
            }

            target = target[(percent + 3)..];
        }

        return false;
    }

    private static Verdict Front(GatewayResponseType type, ReasonKind kind, string what, string found, string allowed) =>
        Verdict.Reject(type, new FrontRefusal(kind, what, found, allowed));
}
