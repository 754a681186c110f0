using Gatehouse.Core;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Protocol;

/// <summary>One request that was let in. The repository exists, except where the resource has none.</summary>
internal sealed class RegistryCall(HttpContext http, Scope scope, RegistryRoute route)
{
    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    public CancellationToken Aborted => http.RequestAborted;

    public Scope Scope => scope;

    public RepositoryName Repository { get; } = new(scope, route.Name);

    /// <summary>The path's last segment: a tag or a digest, or an upload's id.</summary>
    public string Reference => route.Reference;

    /// <summary>Breaks the connection.</summary>
    public void Abort() => http.Abort();

    /// <summary>A query parameter's first value, or null.</summary>
    public string? Query(string name) => Request.Query[name] is [var first, ..] ? first : null;

    public string BlobLocation(Digest digest) => $"/v2/{Repository.Name}/blobs/{digest}";

    public string ManifestLocation(string reference) => $"/v2/{Repository.Name}/manifests/{reference}";

    public string UploadLocation(string id) => $"/v2/{Repository.Name}/blobs/uploads/{id}";
}
