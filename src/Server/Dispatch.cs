using Gatehouse.Gateway;
using Gatehouse.Registry;
using Gatehouse.Server.Admin;
using Gatehouse.Services.Lambda.Urls;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server;

/// <summary>Decides who answers: an API or a function URL by host or path first, then AWS's operations by their signature, then the registry under <c>/v2/</c>.</summary>
internal sealed class Dispatch(GatewayEngine gateway, RegistryEngine registry, WireDispatcher wire, OwnerEndpoints owner, FunctionUrls urls)
{
    public Task HandleAsync(HttpContext http) =>
        GatewayEngine.Owns(http) && !FunctionUrls.Owns(http) ? gateway.HandleAsync(http) : OffTheSocketAsync(http);

    // Socket events run their continuations inline, and what follows may wait for a disk; only the gateway's path is made for that thread.
    private async Task OffTheSocketAsync(HttpContext http)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Route(http);
    }

    private Task Route(HttpContext http)
    {
        if (FunctionUrls.Owns(http))
        {
            return urls.HandleAsync(http);
        }

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
