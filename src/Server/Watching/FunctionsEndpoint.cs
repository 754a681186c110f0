using Gatehouse.Server.Admin;
using Gatehouse.Services.Lambda.Watching;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Watching;

/// <summary>Serves <c>GET /_gatehouse/functions</c> and <c>…/functions/{name or ARN}</c> (<c>?account=&amp;region=</c>): what functions there are and what they do.</summary>
internal sealed class FunctionsEndpoint(FunctionWatch watch, TimeProvider time)
{
    private const string Prefix = "/_gatehouse/functions";

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await Json.WriteMessageAsync(http, 405, "Functions are only shown here; change them through Lambda.");
            return;
        }

        var wanted = NamedFunction.Read(http.Request, Prefix);
        var found = await watch.ListAsync(wanted.Name, wanted.Account, wanted.Region, http.RequestAborted);
        if (found.Count == 0 && wanted.Name is not null)
        {
            await Json.WriteMessageAsync(http, 404, wanted.Missing);
            return;
        }

        await Json.WriteAsync(http, 200, json => FunctionDocument.Write(json, found, time.GetUtcNow()));
    }
}
