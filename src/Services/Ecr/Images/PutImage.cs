using System.Diagnostics;
using System.Text;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

internal sealed record PutImageRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string ImageManifest { get; init; }

    public string? ImageManifestMediaType { get; init; }

    public string? ImageTag { get; init; }

    public string? ImageDigest { get; init; }

    public void Constrain(Violations check) =>
        check.Repository(this).Length(ImageManifest, 1, ManifestInspector.MostBytes).Length(ImageTag, 1, 300);
}

internal sealed record ImageAnswer
{
    public required Image Image { get; init; }
}

/// <summary>
/// Stores a manifest whose layers are here: how a tag is added without a push.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html.
/// </summary>
internal sealed class PutImage(RepositoryTable repositories, ImageTable images, IRepositoryCatalog catalog, ManifestInspector inspector)
    : IOperation<PutImageRequest, ImageAnswer>
{
    // The manifest is at most 4 MiB, and every byte of it may be escaped.
    public OperationSpec Spec => OperationSpec.Rpc with { MaxBodyBytes = 26L << 20 };

    public async ValueTask<ImageAnswer> InvokeAsync(PutImageRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var manifest = await InspectAsync(request, call);
        var tag = request.ImageTag;
        var known = await images.FindAsync(call.Scope, request.RepositoryName, manifest.Digest, call.Aborted) is not null;
        if (known && (tag is null || await images.FindTagAsync(call.Scope, request.RepositoryName, tag, call.Aborted) == manifest.Digest))
        {
            throw EcrErrors.ImageAlreadyExists(manifest.Digest, tag, request.RepositoryName, call.Account);
        }

        var result = await catalog.PutManifestAsync(
            new RepositoryName(call.Scope, request.RepositoryName), manifest, tag is null ? [] : [tag], call.Aborted);
        return result.Outcome switch
        {
            PutManifestOutcome.Stored => new ImageAnswer
            {
                Image = new Image
                {
                    RegistryId = call.Account,
                    RepositoryName = request.RepositoryName,
                    ImageId = new ImageIdentifier { ImageDigest = manifest.Digest, ImageTag = tag },
                    ImageManifest = request.ImageManifest,
                    ImageManifestMediaType = manifest.MediaType,
                },
            },
            PutManifestOutcome.TagImmutable => throw EcrErrors.ImageTagAlreadyExists(tag!, request.RepositoryName),
            PutManifestOutcome.RepositoryMissing => throw EcrErrors.RepositoryNotFound(request.RepositoryName, call.Account),
            _ => throw new UnreachableException(),
        };
    }

    private async ValueTask<StoredManifest> InspectAsync(PutImageRequest request, Call call)
    {
        if (request.ImageTag is { } tag && !TagName.IsValid(tag))
        {
            throw EcrErrors.InvalidParameter("imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
        }

        Digest? expected = null;
        if (request.ImageDigest is { } digest && !Digest.TryParse(digest, out expected))
        {
            throw EcrErrors.InvalidParameter("imageDigest", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }

        var check = await inspector.InspectAsync(
            new RepositoryName(call.Scope, request.RepositoryName),
            Encoding.UTF8.GetBytes(request.ImageManifest),
            request.ImageManifestMediaType,
            expected,
            call.Aborted);
        return check switch
        {
            ManifestCheck.Sound(var manifest) => manifest,
            ManifestCheck.Invalid(var why) => throw EcrErrors.InvalidParameter("imageManifest", why),
            ManifestCheck.DigestMismatch(var wanted, var actual) => throw EcrErrors.ImageDigestDoesNotMatch(actual.ToString(), wanted.ToString()),
            ManifestCheck.LayersMissing(var digests) => throw EcrErrors.LayersNotFound(digests, request.RepositoryName, call.Account),
            ManifestCheck.ImagesMissing(var digests) => throw EcrErrors.ReferencedImagesNotFound(digests, request.RepositoryName, call.Account),
            _ => throw new UnreachableException(),
        };
    }
}
