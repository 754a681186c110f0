using System.Text.Json;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;

namespace Gatehouse.Registry.Referrers;

/// <summary>GET of an index of the manifests whose subject is this digest: signatures, SBOMs. Empty when there are none.</summary>
internal sealed class ListReferrers(IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        if (!Digest.TryParse(call.Reference, out _))
        {
            return RegistryErrors.DigestInvalid(call.Reference);
        }

        var referrers = await catalog.ListReferrersAsync(call.Repository, call.Reference, call.Aborted);
        if (call.Query("artifactType") is { Length: > 0 } type)
        {
            referrers = [.. referrers.Where(referrer => referrer.ArtifactType == type)];
            call.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        await JsonReply.WriteAsync(call, ManifestMediaTypes.OciIndex, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", ManifestMediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            foreach (var referrer in referrers)
            {
                WriteDescriptor(json, referrer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return null;
    }

    private static void WriteDescriptor(Utf8JsonWriter json, StoredManifest referrer)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", referrer.MediaType);
        json.WriteString("digest", referrer.Digest);
        json.WriteNumber("size", referrer.Bytes.Length);
        if (referrer.ArtifactType is not null)
        {
            json.WriteString("artifactType", referrer.ArtifactType);
        }

        if (ManifestDocument.Read(referrer.Bytes.Span, out _)?.Annotations is { Count: > 0 } annotations)
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in annotations)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
