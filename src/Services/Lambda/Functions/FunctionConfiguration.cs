using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>A version of a function, as every operation answers it.</summary>
internal sealed record FunctionConfiguration
{
    public required string FunctionName { get; init; }

    public required string FunctionArn { get; init; }

    public required string Role { get; init; }

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    /// <summary>Zero for images.</summary>
    public long CodeSize { get; init; }

    public required string Description { get; init; }

    public required int Timeout { get; init; }

    public required int MemorySize { get; init; }

    public required string LastModified { get; init; }

    public required string CodeSha256 { get; init; }

    public required string Version { get; init; }

    public EnvironmentResponse? Environment { get; init; }

    public required TracingConfig TracingConfig { get; init; }

    public required string RevisionId { get; init; }

    public string? State { get; init; }

    public string? StateReason { get; init; }

    public string? StateReasonCode { get; init; }

    public string? LastUpdateStatus { get; init; }

    public string? LastUpdateStatusReason { get; init; }

    public string? LastUpdateStatusReasonCode { get; init; }

    public required string PackageType { get; init; }

    public ImageConfigResponse? ImageConfigResponse { get; init; }

    public IReadOnlyList<LayerConfiguration>? Layers { get; init; }

    public RuntimeVersionConfig? RuntimeVersionConfig { get; init; }

    public required IReadOnlyList<string> Architectures { get; init; }

    public required EphemeralStorage EphemeralStorage { get; init; }

    public required SnapStartResponse SnapStart { get; init; }

    public required LoggingConfig LoggingConfig { get; init; }

    /// <param name="qualifier">What the ARN ends in; null for the function's own ARN.</param>
    public static FunctionConfiguration Of(Scope scope, string name, Revision revision, string? qualifier)
    {
        var arn = FunctionReference.ArnOf(scope, name);
        return new FunctionConfiguration
        {
            FunctionName = name,
            FunctionArn = qualifier is null ? arn : $"{arn}:{qualifier}",
            Role = revision.Role,
            Description = revision.Description,
            Timeout = revision.TimeoutSeconds,
            MemorySize = revision.MemorySizeMb,
            LastModified = revision.LastModified.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            Runtime = revision.Package?.Runtime,
            Handler = revision.Package?.Handler,
            CodeSize = revision.Package?.CodeSize ?? 0,
            CodeSha256 = revision.CodeSha256,
            Version = revision.Version,
            Environment = revision.Environment is { } variables ? new EnvironmentResponse(variables) : null,
            TracingConfig = new TracingConfig { Mode = revision.TracingMode },
            RevisionId = revision.RevisionId,
            State = revision.Status.State,
            StateReason = revision.Status.StateReason,
            StateReasonCode = revision.Status.StateReasonCode,
            LastUpdateStatus = revision.Status.LastUpdate,
            LastUpdateStatusReason = revision.Status.LastUpdateReason,
            LastUpdateStatusReasonCode = revision.Status.LastUpdateReasonCode,
            PackageType = revision.Package is null ? "Image" : "Zip",
            Layers = revision.Package?.Layers is { Count: > 0 } layers ? [.. layers.Select(layer => new LayerConfiguration(layer.Arn, layer.CodeSize))] : null,
            RuntimeVersionConfig = revision.Package is { } package ? RuntimeVersionConfig.Of(package, scope.Region) : null,
            // Left out when nothing is configured: Terraform sees an empty one as a change for ever.
            ImageConfigResponse = revision.ImageConfig is { } image
                ? new ImageConfigResponse(new ImageConfig { EntryPoint = image.EntryPoint, Command = image.Command, WorkingDirectory = image.WorkingDirectory })
                : null,
            Architectures = [revision.Architecture],
            EphemeralStorage = new EphemeralStorage { Size = revision.EphemeralStorageMb },
            SnapStart = SnapStartResponse.None,
            LoggingConfig = new LoggingConfig
            {
                LogFormat = revision.Logging.Format,
                ApplicationLogLevel = revision.Logging.ApplicationLevel,
                SystemLogLevel = revision.Logging.SystemLevel,
                LogGroup = revision.Logging.Group,
            },
        };
    }

    /// <summary>As lists show it.</summary>
    public FunctionConfiguration WithoutState() => this with
    {
        State = null,
        StateReason = null,
        StateReasonCode = null,
        LastUpdateStatus = null,
        LastUpdateStatusReason = null,
        LastUpdateStatusReasonCode = null,
    };
}

internal sealed record LayerConfiguration(string Arn, long CodeSize);

internal sealed record EnvironmentResponse(IReadOnlyDictionary<string, string> Variables);

internal sealed record ImageConfigResponse(ImageConfig ImageConfig);

internal sealed record SnapStartResponse(string ApplyOn, string OptimizationStatus)
{
    public static SnapStartResponse None { get; } = new("None", "Off");
}
