using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Services.Lambda.Versions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record UpdateFunctionCodeRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public string? ZipFile { get; init; }

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

/// <summary>Points a function at another image, or at what its tag stands for now. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html.</summary>
internal sealed class UpdateFunctionCode(FunctionCatalog catalog, ImagePinning images, Activations activations)
    : IOperation<UpdateFunctionCodeRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Put("/2015-03-31/functions/{FunctionName}/code") with { MaxBodyBytes = 70167211 };

    public async ValueTask<FunctionConfiguration> InvokeAsync(UpdateFunctionCodeRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        LatestUpdate.ThrowIfNotNow(await catalog.GetAsync(reference, call.Aborted), reference, request.RevisionId);
        if (request.ImageUri is null || (request.ZipFile ?? request.S3Bucket ?? request.S3Key ?? request.S3ObjectVersion) is not null)
        {
            throw LambdaErrors.Invalid("Please provide ImageUri when updating a function with packageType Image.");
        }

        if (request.PublishTo is not null || request.SourceKMSKeyArn is { Length: > 0 })
        {
            throw LambdaErrors.NotSupported(request.PublishTo is not null ? "PublishTo" : "SourceKMSKeyArn");
        }

        var image = await images.PinAsync(request.ImageUri, call);
        if (request.DryRun is true)
        {
            var now = (await catalog.GetAsync(reference, call.Aborted)).Latest;
            return FunctionConfiguration.Of(reference.Scope, reference.Name, Changed(now, image, request), null);
        }

        Revision? published = null;
        var isNew = false;
        var changed = await catalog.ChangeAsync(reference, async (function, versions) =>
        {
            LatestUpdate.ThrowIfNotNow(function, reference, request.RevisionId);
            var updated = LatestUpdate.Begin(function, Changed(function.Latest, image, request), call.Time);
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

    private static Revision Changed(Revision latest, PinnedImage image, UpdateFunctionCodeRequest request) =>
        latest with { Image = image, Architecture = request.Architectures?[0] ?? latest.Architecture };
}
