using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Tags;

/// <summary>GET of a repository's tags, in pages.</summary>
internal sealed class ListTags(IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (ListPage.Read(call) is not { } page)
        {
            return RegistryErrors.PageInvalid(call.Query("n"));
        }

        var found = await catalog.ListTagsAsync(call.Repository, page.Last, page.Size + 1, call.Aborted);
        var tags = page.Cut(found, call, $"/v2/{call.Repository.Name}/tags/list");
        await JsonReply.WriteAsync(call, "application/json", json =>
        {
            json.WriteStartObject();
            json.WriteString("name", call.Repository.Name);
            json.WriteStrings("tags", tags);
            json.WriteEndObject();
        });
        return null;
    }
}
