using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Services.Lambda.Versions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record UpdateFunctionCodeRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public byte[]? ZipFile { get; init; }

    public string? S3Bucket { get; init; }

    public string? S3Key { get; init; }

    public string? S3ObjectVersion { get; init; }

    public string? ImageUri { get; init; }

    public bool? Publish { get; init; }

    public bool? DryRun { get; init; }

    public string? RevisionId { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public string? SourceKMSKeyArn { get; init; }

    public string? PublishTo { get; init; }

    public void Constrain(Violations check) => check
        .FunctionName(FunctionName)
        .Package(S3Bucket, S3Key, S3ObjectVersion, SourceKMSKeyArn)
        .OneOf(PublishTo, ["LATEST_PUBLISHED"])
        .Architectures(Architectures);
}

/// <summary>Points a function at another image, or at what its tag stands for now; or gives it another zip. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html.</summary>
internal sealed class UpdateFunctionCode(FunctionCatalog catalog, ImagePinning images, PackageChanges packages, Activations activations)
    : IOperation<UpdateFunctionCodeRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Put("/2015-03-31/functions/{FunctionName}/code") with { MaxBodyBytes = 70167211 };

    public async ValueTask<FunctionConfiguration> InvokeAsync(UpdateFunctionCodeRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var before = await catalog.GetAsync(reference, call.Aborted);
        LatestUpdate.ThrowIfNotNow(before, reference, request.RevisionId);
        ThrowIfOfOtherType(request, isZip: before.Latest.Package is not null);
        if (request.PublishTo is not null || request.SourceKMSKeyArn is { Length: > 0 })
        {
            throw LambdaErrors.NotSupported(request.PublishTo is not null ? "PublishTo" : "SourceKMSKeyArn");
        }

        // Before the function is held: a large zip takes a while, and is then there.
        var tried = await WithCodeAsync(before.Latest, request, call);
        if (request.DryRun is true)
        {
            return FunctionConfiguration.Of(reference.Scope, reference.Name, tried, null);
        }

        Revision? published = null;
        var isNew = false;
        var changed = await catalog.ChangeAsync(reference, async (function, versions) =>
        {
            LatestUpdate.ThrowIfNotNow(function, reference, request.RevisionId);
            var updated = LatestUpdate.Begin(
                function,
                function.Latest.RevisionId == before.Latest.RevisionId ? tried : await WithCodeAsync(function.Latest, request, call),
                call.Time);
            if (request.Publish is not true)
            {
                return updated;
            }

            (updated, published, isNew) = await Publishing.PublishAsync(catalog, updated, reference, null, versions, call);
            return updated;
        }, call.Aborted);
        activations.ActivateLatest(reference, changed);
        if (isNew)
        {
            activations.ActivateVersion(reference, published!);
        }

        return FunctionConfiguration.Of(reference.Scope, reference.Name, published ?? changed.Latest, published?.Version);
    }

    private static void ThrowIfOfOtherType(UpdateFunctionCodeRequest request, bool isZip)
    {
        var isFromS3 = (request.S3Bucket ?? request.S3Key ?? request.S3ObjectVersion) is not null;
        if (!isZip && (request.ImageUri is null || request.ZipFile is not null || isFromS3))
        {
            throw LambdaErrors.Invalid("Please provide ImageUri when updating a function with packageType Image.");
        }

        if (isZip && request.ImageUri is not null)
        {
            throw PackageErrors.ImageForZip();
        }

        if (isZip)
        {
            ZipIntake.ThrowIfNoZip(request.ZipFile, isFromS3);
        }
    }

    private async ValueTask<Revision> WithCodeAsync(Revision latest, UpdateFunctionCodeRequest request, Call call)
    {
        var architecture = request.Architectures?[0] ?? latest.Architecture;
        return latest with
        {
            Image = request.ImageUri is { } uri ? await images.PinAsync(uri, architecture, call) : null,
            Package = latest.Package is { } package ? await packages.WithCodeAsync(package, request.ZipFile!, architecture, call) : null,
            Architecture = architecture,
        };
    }
}
