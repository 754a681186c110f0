using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gatehouse.Gateway.Addressing;

/// <summary>
/// Where a request wants to go, read from the raw target (percent-encoding as sent) and the Host.
/// Forms: <c>{api}.execute-api.…/{stage}/…</c>, <c>/_aws/execute-api/{api}/{stage}/…</c>, <c>/restapis/{api}/{stage}/_user_request_/…</c>.
/// </summary>
internal readonly ref struct RequestAddress
{
    private const string HostMarker = ".execute-api.";
    private const string PathPrefix = "/_aws/execute-api/";
    private const string RestApisPrefix = "/restapis/";
    private const string UserRequest = "_user_request_";
    private const string AwsSuffix = ".amazonaws.com";

    private RequestAddress(string target, ReadOnlySpan<char> apiId, ReadOnlySpan<char> region, string? host)
    {
        Target = target;
        ApiId = apiId;
        Region = region;
        Host = host;
    }

    public string Target { get; }

    public ReadOnlySpan<char> ApiId { get; }

    public ReadOnlySpan<char> StageName { get; private init; }

    /// <summary>The region that the host names, or empty.</summary>
    public ReadOnlySpan<char> Region { get; }

    /// <summary>The Host as sent when it names the API; null for the path forms.</summary>
    public string? Host { get; }

    /// <summary>Where the path behind the stage lies in the target. Empty means the root.</summary>
    public Range Path { get; private init; }

    /// <summary>Where the query lies, without its question mark.</summary>
    public Range Query { get; private init; }

    /// <summary>Where the path lies as AWS would have seen it, with the stage; empty when the target does not contain it in one piece.</summary>
    public Range StagePath { get; private init; }

    /// <summary>Whether a request is meant for an API at all. Cheap: asked for every request of the port.</summary>
    public static bool Matches(HttpContext http)
    {
        if (IsApiHost(http.Request.Headers.Host.ToString()))
        {
            return true;
        }

        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        target = target[OriginStart(target)..];
        return target.StartsWith(PathPrefix, StringComparison.Ordinal)
            || (target.StartsWith(RestApisPrefix, StringComparison.Ordinal) && IsUserRequest(target));
    }

    /// <summary>A target that is path and query only, with no stage in front.</summary>
    public static RequestAddress OfPath(string target, string host)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var end = question < 0 ? target.Length : question;
        return new(target, default, default, host)
        {
            Path = 0..end,
            StagePath = 0..end,
            Query = question < 0 ? end..end : (end + 1)..target.Length,
        };
    }

    public static bool TryRead(HttpContext http, out RequestAddress address)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var host = http.Request.Headers.Host.ToString();
        var start = OriginStart(target);
        var question = target.AsSpan(start).IndexOf('?');
        var pathEnd = question < 0 ? target.Length : start + question;
        var query = question < 0 ? target.Length..target.Length : (pathEnd + 1)..target.Length;

        if (IsApiHost(host))
        {
            var name = host.AsSpan(0, host.IndexOf(HostMarker, StringComparison.OrdinalIgnoreCase));

            // A private API behind a VPC endpoint is called {api}-{vpce}; ids themselves have no dash.
            var dash = name.IndexOf('-');
            address = Split(new(target, dash < 0 ? name : name[..dash], RegionOf(host), host), start, pathEnd, query);
            return true;
        }

        var path = target.AsSpan(start, pathEnd - start);
        if (path.StartsWith(PathPrefix, StringComparison.Ordinal))
        {
            var apiStart = start + PathPrefix.Length;
            var apiEnd = SegmentEnd(target, apiStart, pathEnd);
            address = Split(new(target, target.AsSpan(apiStart, apiEnd - apiStart), default, null), apiEnd, pathEnd, query);
            return true;
        }

        if (path.StartsWith(RestApisPrefix, StringComparison.Ordinal) && IsUserRequest(path))
        {
            var apiStart = start + RestApisPrefix.Length;
            var apiEnd = SegmentEnd(target, apiStart, pathEnd);
            var stageEnd = SegmentEnd(target, apiEnd + 1, pathEnd);
            address = new(target, target.AsSpan(apiStart, apiEnd - apiStart), default, null)
            {
                StageName = target.AsSpan(apiEnd + 1, stageEnd - apiEnd - 1),
                Path = PathFrom(target, stageEnd + 1 + UserRequest.Length, pathEnd),
                Query = query,
            };
            return true;
        }

        address = default;
        return false;
    }

    // The first segment is the stage. Slashes before it do not count, and of those behind it only the last.
    private static RequestAddress Split(RequestAddress address, int start, int end, Range query)
    {
        var target = address.Target;
        while (start + 1 < end && target[start] == '/' && target[start + 1] == '/')
        {
            start++;
        }

        var stageStart = Math.Min(start + 1, end);
        var stageEnd = SegmentEnd(target, stageStart, end);
        return new(target, address.ApiId, address.Region, address.Host)
        {
            StageName = target.AsSpan(stageStart, stageEnd - stageStart),
            Path = PathFrom(target, stageEnd, end),
            StagePath = start..end,
            Query = query,
        };
    }

    private static Range PathFrom(string target, int start, int end)
    {
        while (start + 1 < end && target[start + 1] == '/')
        {
            start++;
        }

        return start..end;
    }

    private static int SegmentEnd(string target, int start, int end)
    {
        var slash = start >= end ? -1 : target.AsSpan(start, end - start).IndexOf('/');
        return slash < 0 ? end : start + slash;
    }

    internal static bool IsApiHost(string host)
    {
        var marker = host.IndexOf(HostMarker, StringComparison.OrdinalIgnoreCase);
        if (marker <= 0)
        {
            return false;
        }

        var rest = WithoutPort(host.AsSpan(marker + HostMarker.Length));
        return rest.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("localhost.localstack.cloud", StringComparison.OrdinalIgnoreCase)
            || rest.EndsWith(AwsSuffix, StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> RegionOf(string host)
    {
        var rest = WithoutPort(host.AsSpan(host.IndexOf(HostMarker, StringComparison.OrdinalIgnoreCase) + HostMarker.Length));
        return rest.EndsWith(AwsSuffix, StringComparison.OrdinalIgnoreCase) ? rest[..^AwsSuffix.Length] : default;
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> host)
    {
        var colon = host.IndexOf(':');
        return colon < 0 ? host : host[..colon];
    }

    // /restapis/{api}/{stage}/_user_request_ is ours, the rest of /restapis is the control plane.
    private static bool IsUserRequest(ReadOnlySpan<char> target)
    {
        var rest = target[RestApisPrefix.Length..];
        for (var i = 0; i < 2; i++)
        {
            var slash = rest.IndexOf('/');
            if (slash <= 0)
            {
                return false;
            }

            rest = rest[(slash + 1)..];
        }

        return rest.StartsWith(UserRequest, StringComparison.Ordinal)
            && (rest.Length == UserRequest.Length || rest[UserRequest.Length] is '/' or '?');
    }

    // A proxy's absolute form (GET http://host/path) is legal in HTTP/1.1; the path starts behind the authority.
    private static int OriginStart(ReadOnlySpan<char> target)
    {
        if (target.StartsWith('/'))
        {
            return 0;
        }

        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return target.Length;
        }

        var slash = target[(scheme + 3)..].IndexOf('/');
        return slash < 0 ? target.Length : scheme + 3 + slash;
    }
}
