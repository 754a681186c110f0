using System.Net;
using Gatehouse.Server.Listening;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>Keeps web pages and functions away from what is the owner's: a browser sends requests for any page that it shows.</summary>
/// <remarks>
/// A function is known by its connection. Two ways lead here from a stranger's page. It can send a request to <c>http://127.0.0.1:4566</c>: the browser then says where it comes from.
/// Or the page's own name is made to resolve to 127.0.0.1 after it was loaded: the request then carries that name as its host.
/// </remarks>
internal static class OwnerOnly
{
    /// <param name="isBeyondLoopback">Other machines reach the server, perhaps by a name that has no dot, such as a container's.</param>
    /// <returns>Why the request is refused, or null.</returns>
    public static string? Refusal(HttpRequest request, bool isBeyondLoopback)
    {
        if (request.HttpContext.Features.Get<FunctionCaller>() is not null)
        {
            return "A function asked for this; what is under /_gatehouse/ is for this server's owner.";
        }

        if (!IsOurs(request.Host.Host.TrimEnd('.'), isBeyondLoopback))
        {
            return $"The host '{request.Host.Host}' may be a web page's: what is under /_gatehouse/ answers to localhost and to addresses only. Call http://127.0.0.1:{request.Host.Port ?? request.HttpContext.Connection.LocalPort} instead.";
        }

        return IsFromElsewhere(request) ? "A web page of another origin asked for this; what is under /_gatehouse/ is for tools of this server's owner." : null;
    }

    private static bool IsOurs(string host, bool isBeyondLoopback) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || (isBeyondLoopback && !host.Contains('.', StringComparison.Ordinal));

    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
