using System.Buffers;
using System.Diagnostics;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Registry.Manifests;

/// <summary>PUT: stores a manifest under a tag, or under its digest and any number of tags.</summary>
internal sealed class PutManifest(ManifestInspector inspector, IRepositoryCatalog catalog) : IEndpoint
{
    public async ValueTask<RegistryError?> RunAsync(RegistryCall call)
    {
        List<string> tags = [.. call.Request.Query["tag"].OfType<string>()];
        if (!Digest.TryParse(call.Reference, out var expected))
        {
            if (call.Reference.Contains(':', StringComparison.Ordinal))
            {
                return RegistryErrors.DigestInvalid(call.Reference);
            }

            tags.Insert(0, call.Reference);
        }

        if (tags.Find(tag => !TagName.IsValid(tag)) is { } wrong)
        {
            return RegistryErrors.TagInvalid(wrong);
        }

        if (await ReadBodyAsync(call) is not { } bytes)
        {
            return RegistryErrors.ManifestTooLarge(ManifestInspector.MostBytes);
        }

        return await inspector.InspectAsync(call.Repository, bytes, MediaTypeOf(call.Request), expected, call.Aborted) switch
        {
            ManifestCheck.Sound(var manifest) => await StoreAsync(call, manifest, tags),
            ManifestCheck.Invalid(var why) => RegistryErrors.ManifestInvalid(why),
            ManifestCheck.DigestMismatch(var wanted, var actual) => RegistryErrors.DigestMismatch(wanted.ToString(), actual.ToString()),
            ManifestCheck.LayersMissing(var digests) => RegistryErrors.LayersUnknown(call.Repository, digests),
            ManifestCheck.ImagesMissing(var digests) => RegistryErrors.ImagesUnknown(call.Repository, digests),
            _ => throw new UnreachableException(),
        };
    }

    private async ValueTask<RegistryError?> StoreAsync(RegistryCall call, StoredManifest manifest, List<string> tags)
    {
        var result = await catalog.PutManifestAsync(call.Repository, manifest, tags, call.Aborted);
        switch (result.Outcome)
        {
            case PutManifestOutcome.RepositoryMissing:
                return RegistryErrors.NameUnknown(call.Repository);
            case PutManifestOutcome.TagImmutable:
                return RegistryErrors.TagImmutable(call.Repository, result.Tag);
            case PutManifestOutcome.Stored:
                break;
            default:
                throw new UnreachableException();
        }

        var headers = call.Response.Headers;
        headers.Location = call.ManifestLocation(call.Reference);
        headers["Docker-Content-Digest"] = manifest.Digest;
        if (manifest.Subject is not null)
        {
            headers["OCI-Subject"] = manifest.Subject;
        }

        if (call.Request.Query.ContainsKey("tag"))
        {
            headers["OCI-Tag"] = new StringValues([.. tags]);
        }

        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.ContentLength = 0;
        return null;
    }

    /// <summary>The media type without its parameters. What says nothing counts as absent.</summary>
    private static string? MediaTypeOf(HttpRequest request)
    {
        var type = request.ContentType?.Split(';', 2)[0].Trim();
        return type is null or "" or "application/json" or "application/octet-stream" ? null : type;
    }

    /// <summary>The whole body; null as soon as it is larger than a manifest may be.</summary>
    private static async ValueTask<byte[]?> ReadBodyAsync(RegistryCall call)
    {
        if (call.Request.ContentLength > ManifestInspector.MostBytes)
        {
            return null;
        }

        var body = call.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(call.Aborted);
            if (read.Buffer.Length > ManifestInspector.MostBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
