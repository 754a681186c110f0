namespace Gatehouse.Registry.Protocol;

/// <summary>What a path under <c>/v2/</c> is about. Names hold slashes, so a path is read from its end.</summary>
internal readonly record struct RegistryRoute(RegistryResource Resource, string Name, string Reference)
{
    public static bool TryParse(string path, out RegistryRoute route)
    {
        route = new RegistryRoute(RegistryResource.Version, "", "");
        if (path is "/v2/" or "/v2")
        {
            return true;
        }

        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path["/v2/".Length..];
        if (rest == "_catalog")
        {
            route = new RegistryRoute(RegistryResource.RepositoryList, "", "");
            return true;
        }

        route = rest.Split('/') switch
        {
            [.. var name, "tags", "list"] => Of(RegistryResource.TagList, name, ""),
            [.. var name, "manifests", var reference] => Of(RegistryResource.Manifest, name, reference),
            [.. var name, "referrers", var digest] => Of(RegistryResource.ReferrerList, name, digest),
            [.. var name, "blobs", "uploads"] => Of(RegistryResource.UploadList, name, ""),
            [.. var name, "blobs", "uploads", ""] => Of(RegistryResource.UploadList, name, ""),
            [.. var name, "blobs", "uploads", var id] => Of(RegistryResource.Upload, name, id),
            [.. var name, "blobs", var digest] => Of(RegistryResource.Blob, name, digest),
            _ => route,
        };
        return route.Resource != RegistryResource.Version && route.Name.Length > 0;
    }

    private static RegistryRoute Of(RegistryResource resource, string[] name, string reference) =>
        new(resource, string.Join('/', name), reference);
}

internal enum RegistryResource
{
    Version,
    RepositoryList,
    TagList,
    Manifest,
    ReferrerList,
    Blob,
    UploadList,
    Upload,
}
