using Gatehouse.Gateway.Journal;
using Gatehouse.Server.Clock;
using Gatehouse.Server.Images;
using Gatehouse.Server.Watching;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>What only the server's owner may see and move, under <c>/_gatehouse/</c>.</summary>
internal sealed class OwnerEndpoints(
    bool isBeyondLoopback, RequestsEndpoint requests, ClockEndpoint clock, UsageEndpoint usage, ImagesEndpoint images,
    FunctionsEndpoint functions, LogsEndpoint logs)
{
    public Task HandleAsync(HttpContext http)
    {
        if (OwnerOnly.Refusal(http.Request, isBeyondLoopback) is { } refusal)
        {
            return Json.WriteMessageAsync(http, StatusCodes.Status403Forbidden, refusal);
        }

        var path = http.Request.Path;
        return RequestsEndpoint.Owns(path) ? requests.HandleAsync(http)
            : ClockEndpoint.Owns(path) ? clock.HandleAsync(http)
            : UsageEndpoint.Owns(path) ? usage.HandleAsync(http)
            : ImagesEndpoint.Owns(path) ? images.HandleAsync(http)
            : FunctionsEndpoint.Owns(path) ? functions.HandleAsync(http)
            : LogsEndpoint.Owns(path) ? logs.HandleAsync(http)
            : NotFound.AnswerAsync(http);
    }
}
