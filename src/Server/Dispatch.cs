using Gatehouse.Gateway;
using Gatehouse.Registry;
using Gatehouse.Server.Admin;
using Gatehouse.Services.Lambda.Urls;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server;

/// <summary>Decides who answers: an API or a function URL by host or path first, then AWS's operations by their signature, then the registry under <c>/v2/</c>.</summary>
internal sealed class Dispatch(GatewayEngine gateway, RegistryEngine registry, WireDispatcher wire, OwnerEndpoints owner, FunctionUrls urls)
{
    public Task HandleAsync(HttpContext http) =>
        FunctionUrls.Owns(http) ? OffTheSocketAsync(http, urls.HandleAsync)
        : GatewayEngine.Owns(http) ? gateway.HandleAsync(http)
        : OffTheSocketAsync(http, Route);

    /// <summary>Whether the host is a deployed API's or function's own: the whole path space is then theirs.</summary>
    public static bool IsOnesOwnHost(HttpContext http) => FunctionUrls.Owns(http) || GatewayEngine.OwnsHost(http);

    // Socket events run their continuations inline, and what follows may wait for a disk; only the gateway's path is made for that thread.
    private static async Task OffTheSocketAsync(HttpContext http, RequestDelegate answer)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await answer(http);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // The client left in the middle; that is nobody's fault here.
            http.Abort();
        }
    }

    private Task Route(HttpContext http)
    {
        var path = http.Request.Path;
        if (path.StartsWithSegments("/_gatehouse", StringComparison.Ordinal))
        {
            return owner.HandleAsync(http);
        }

        // A signed request is for a service, also under /v2/: that is API Gateway's second version's path too.
        if (!WireDispatcher.IsSigned(http.Request) && path.StartsWithSegments("/v2", StringComparison.Ordinal))
        {
            return registry.HandleAsync(http);
        }

        return wire.HandleAsync(http);
    }
}
