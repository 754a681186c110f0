using System.Globalization;
using System.IO.Enumeration;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>Puts a URL's CORS settings into its responses, where they win over the function's own headers.</summary>
internal static class CorsRules
{
    /// <summary>A browser's question before its request, which the URL answers without its function.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    public static void AnswerPreflight(Cors cors, HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        response.StatusCode = 200;
        response.ContentLength = 0;
        if (!Apply(cors, http) || !Allows(cors.AllowMethods, request.Headers.AccessControlRequestMethod.ToString()))
        {
            return;
        }

        response.Headers.AccessControlAllowMethods = string.Join(',', cors.AllowMethods!);
        if (cors.AllowHeaders is { Count: > 0 } headers)
        {
            response.Headers.AccessControlAllowHeaders = string.Join(',', headers);
        }

        if (cors.MaxAge is { } seconds)
        {
            response.Headers.AccessControlMaxAge = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>False when the caller's origin is not allowed, or named none.</summary>
    public static bool Apply(Cors cors, HttpContext http)
    {
        var (origin, headers) = (http.Request.Headers.Origin.ToString(), http.Response.Headers);
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Allow-Credentials");
        headers.Remove("Access-Control-Expose-Headers");
        if (origin.Length == 0 || !Allows(cors.AllowOrigins, origin))
        {
            return false;
        }

        // Browsers refuse a star beside credentials.
        var anyone = cors.AllowOrigins!.Contains("*") && cors.AllowCredentials is not true;
        headers.AccessControlAllowOrigin = anyone ? "*" : origin;
        if (!anyone)
        {
            headers.Append("Vary", "Origin");
        }

        if (cors.AllowCredentials is true)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        if (cors.ExposeHeaders is { Count: > 0 } exposed)
        {
            headers.AccessControlExposeHeaders = string.Join(',', exposed);
        }

        return true;
    }

    private static bool Allows(IReadOnlyList<string>? allowed, string value) =>
        allowed?.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, value)) is true;
}
