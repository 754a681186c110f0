using System.Text.Json;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Roles;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Services.Lambda.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record CreateFunctionRequest : IConstrained, IFunctionSettings
{
    public required string FunctionName { get; init; }

    public required string Role { get; init; }

    public required FunctionCode Code { get; init; }

    public string? PackageType { get; init; }

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    public string? Description { get; init; }

    public int? Timeout { get; init; }

    public int? MemorySize { get; init; }

    public bool? Publish { get; init; }

    public Environment? Environment { get; init; }

    public ImageConfig? ImageConfig { get; init; }

    public EphemeralStorage? EphemeralStorage { get; init; }

    public TracingConfig? TracingConfig { get; init; }

    public LoggingConfig? LoggingConfig { get; init; }

    public SnapStart? SnapStart { get; init; }

    public VpcConfig? VpcConfig { get; init; }

    public DeadLetterConfig? DeadLetterConfig { get; init; }

    public IReadOnlyList<FileSystemConfig>? FileSystemConfigs { get; init; }

    public IReadOnlyList<string>? Layers { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? KMSKeyArn { get; init; }

    public string? CodeSigningConfigArn { get; init; }

    public string? PublishTo { get; init; }

    public JsonElement? CapacityProviderConfig { get; init; }

    public JsonElement? DurableConfig { get; init; }

    public JsonElement? TenancyConfig { get; init; }

    public void Constrain(Violations check)
    {
        check
            .FunctionName(FunctionName)
            .OneOf(PackageType, ["Image", "Zip"], "packageType")
            .OneOf(PublishTo, ["LATEST_PUBLISHED"], "publishTo")
            .CodeSigning(CodeSigningConfigArn)
            .Package(Code.S3Bucket, Code.S3Key, Code.S3ObjectVersion, Code.SourceKMSKeyArn, "code.")
            .Architectures(Architectures)
            .Settings(this);

        // The model's 140 leaves room for an ARN; the name itself has 64.
        if (check.Found.Count == 0)
        {
            check.Length(NameIn(FunctionName), 1, 64, "functionName");
        }
    }

    private static string NameIn(string text) => text.Contains(':', StringComparison.Ordinal) ? "-" : text;
}

internal sealed record FunctionCode
{
    public byte[]? ZipFile { get; init; }

    public string? S3Bucket { get; init; }

    public string? S3Key { get; init; }

    public string? S3ObjectVersion { get; init; }

    public string? ImageUri { get; init; }

    public string? SourceKMSKeyArn { get; init; }
}

/// <summary>Creates a function from a container image or a zip package. See https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html.</summary>
internal sealed class CreateFunction(
    FunctionCatalog catalog, ImagePinning images, PackageChanges packages, RoleCheck roles, Activations activations, SettingWarnings warnings)
    : IOperation<CreateFunctionRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Post("/2015-03-31/functions", 201) with { MaxBodyBytes = 70167211 };

    public async ValueTask<FunctionConfiguration> InvokeAsync(CreateFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        if (reference.Qualifier is not null)
        {
            throw LambdaErrors.InvalidFunctionName(request.FunctionName);
        }

        ThrowIfUnusable(request);
        if (await catalog.FindAsync(reference, call.Aborted) is not null)
        {
            throw LambdaErrors.FunctionExists(reference.Name);
        }

        await roles.CheckAsync(request.Role, call);
        var isZip = request.PackageType is null or "Zip";
        var architecture = request.Architectures?[0] ?? "x86_64";
        var latest = new Revision
        {
            Version = FunctionReference.Latest,
            Role = request.Role,
            Architecture = architecture,
            Logging = new LogSettings("Text", $"/aws/lambda/{reference.Name}"),
            Image = isZip ? null : await images.PinAsync(request.Code.ImageUri!, architecture, call),
            Package = isZip ? await packages.CreateAsync(request.Code.ZipFile!, request, architecture, call) : null,
            LastModified = call.Time,
            RevisionId = Ids.Uuid(),
            Status = RevisionStatus.Pending,
        }.With(request, reference.Name);
        var version = request.Publish is true ? latest with { Version = "1", RevisionId = Ids.Uuid() } : null;
        var function = new StoredFunction
        {
            Name = reference.Name,
            Latest = latest,
            Activation = Ids.Uuid(),
            LastVersion = version is null ? 0 : 1,
            LastFingerprint = version?.Fingerprint(),
            Tags = new SortedDictionary<string, string>((request.Tags ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal),
        };
        TagLimits.ThrowIfTooMany(function.Tags);
        await catalog.CreateAsync(reference, function, version, call.Aborted);
        activations.ActivateLatest(reference, function);
        if (version is not null)
        {
            activations.ActivateVersion(reference, version);
        }

        warnings.Write(reference, latest);
        // With Publish the version is answered, yet under the function's own ARN.
        return FunctionConfiguration.Of(reference.Scope, reference.Name, version ?? latest, null);
    }

    private static void ThrowIfUnusable(CreateFunctionRequest request)
    {
        var code = request.Code;
        var isZip = request.PackageType is null or "Zip";
        if (isZip && code.ImageUri is not null)
        {
            throw LambdaErrors.Invalid("Please do not provide ImageUri when creating a function with packageType Zip.");
        }

        if (!isZip && code.ImageUri is null)
        {
            throw LambdaErrors.Invalid("Please provide ImageUri when creating a function with packageType Image.");
        }

        var isFromS3 = (code.S3Bucket ?? code.S3Key ?? code.S3ObjectVersion) is not null;
        if (!isZip && (isFromS3 || code.ZipFile is not null))
        {
            throw LambdaErrors.Invalid("Please don't provide ZipFile or S3 members when creating a function with packageType Image.");
        }

        if (isZip)
        {
            ZipIntake.ThrowIfNoZip(code.ZipFile, isFromS3);
        }

        SettingLimits.ThrowIfUnusable(request);
        SettingLimits.ThrowIfOfOtherType(request, isZip);
        var missing = request switch
        {
            { CodeSigningConfigArn.Length: > 0 } => "CodeSigningConfigArn",
            { PublishTo: not null } => "PublishTo",
            { TenancyConfig: not null } => "TenancyConfig",
            { Code.SourceKMSKeyArn.Length: > 0 } => "SourceKMSKeyArn",
            _ => null,
        };
        if (missing is not null)
        {
            throw LambdaErrors.NotSupported(missing);
        }
    }
}
