using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record PublishLayerVersionRequest : IConstrained
{
    [Uri("LayerName")] public required string LayerName { get; init; }

    public required LayerVersionContentInput Content { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? CompatibleRuntimes { get; init; }

    public string? LicenseInfo { get; init; }

    public IReadOnlyList<string>? CompatibleArchitectures { get; init; }

    public void Constrain(Violations check) => LayerReference.CheckName(check, LayerName)
        .Length(Description, 0, 256)
        .Package(Content.S3Bucket, Content.S3Key, Content.S3ObjectVersion, null, "content.")
        .CompatibleRuntimes(CompatibleRuntimes)
        .Length(LicenseInfo, 0, 512)
        .CompatibleArchitectures(CompatibleArchitectures);
}

internal sealed record LayerVersionContentInput
{
    public byte[]? ZipFile { get; init; }

    public string? S3Bucket { get; init; }

    public string? S3Key { get; init; }

    public string? S3ObjectVersion { get; init; }
}

/// <summary>Publishes a zip as a layer's next version. See https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html.</summary>
internal sealed class PublishLayerVersion(LayerCatalog layers, ZipIntake zips, CodeDownloads downloads) : IOperation<PublishLayerVersionRequest, LayerVersionAnswer>
{
    public OperationSpec Spec => OperationSpec.Post("/2018-10-31/layers/{LayerName}/versions", 201) with { MaxBodyBytes = 70167211 };

    public async ValueTask<LayerVersionAnswer> InvokeAsync(PublishLayerVersionRequest request, Call call)
    {
        var layer = LayerReference.ReadOwn(request.LayerName, call);
        var content = request.Content;
        ZipIntake.ThrowIfNoZip(content.ZipFile, isFromS3: (content.S3Bucket ?? content.S3Key ?? content.S3ObjectVersion) is not null);
        var kept = await zips.KeepAsync(content.ZipFile!, call);
        await zips.CheckLayerAsync(kept, call);
        var published = await layers.PublishAsync(
            layer,
            number => new LayerVersion
            {
                Number = number,
                Digest = kept.Digest,
                CodeSize = kept.PackedBytes,
                UnzippedSize = kept.UnpackedBytes,
                Created = call.Time,
                Description = request.Description ?? "",
                LicenseInfo = request.LicenseInfo,
                CompatibleRuntimes = request.CompatibleRuntimes,
                CompatibleArchitectures = request.CompatibleArchitectures,
                PolicyRevisionId = Ids.Uuid(),
            },
            call.Aborted);
        return LayerVersionAnswer.Of(layer, published, downloads, call);
    }
}
