using System.Text;
using Gatehouse.Server.Certificates;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>The edge's own paths under <c>/_gatehouse/</c>; every other request goes on to the services.</summary>
internal sealed class AdminEndpoints(Health health, HostCertificates certificates, RequestDelegate services)
{
    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (!path.StartsWith("/_gatehouse/", StringComparison.Ordinal) || Dispatch.IsOnesOwnHost(context))
        {
            return services(context);
        }

        return path switch
        {
            "/_gatehouse/health" => ReadOnly(context, health.AnswerAsync),
            "/_gatehouse/ca" => ReadOnly(context, AnswerCertificateAsync),
            _ => services(context),
        };
    }

    private static Task ReadOnly(HttpContext context, RequestDelegate answer)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return answer(context);
        }

        context.Response.Headers.Allow = "GET, HEAD";
        return Json.WriteMessageAsync(context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} can only be read.");
    }

    private async Task AnswerCertificateAsync(HttpContext context)
    {
        if (await certificates.PrepareAsync() is { } failure)
        {
            await Json.WriteMessageAsync(context, StatusCodes.Status503ServiceUnavailable, failure);
            return;
        }

        var pem = await certificates.GetAuthorityPemAsync();
        context.Response.ContentType = "application/x-pem-file";
        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(pem), context.RequestAborted);
    }
}
