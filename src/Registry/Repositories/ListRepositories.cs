using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Repositories;

/// <summary>GET of the scope's repository names, in pages.</summary>
internal sealed class ListRepositories(IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (ListPage.Read(call) is not { } page)
        {
            return RegistryErrors.PageInvalid(call.Query("n"));
        }

        var found = await catalog.ListRepositoriesAsync(call.Scope, page.Last, page.Size + 1, call.Aborted);
        var names = page.Cut(found, call, "/v2/_catalog");
        await JsonReply.WriteAsync(call, "application/json", json =>
        {
            json.WriteStartObject();
            json.WriteStrings("repositories", names);
            json.WriteEndObject();
        });
        return null;
    }
}
