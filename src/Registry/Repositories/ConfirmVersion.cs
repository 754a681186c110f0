using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Repositories;

/// <summary>GET /v2/: says that this is a registry and that the credentials are good. All that a login does.</summary>
internal sealed class ConfirmVersion : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        await JsonReply.WriteAsync(call, "application/json", json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
        return null;
    }
}
