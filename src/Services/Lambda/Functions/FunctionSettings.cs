using System.Text.Json;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>The members that CreateFunction and UpdateFunctionConfiguration share.</summary>
internal interface IFunctionSettings
{
    string? Role { get; }

    string? Runtime { get; }

    string? Handler { get; }

    string? Description { get; }

    int? Timeout { get; }

    int? MemorySize { get; }

    Environment? Environment { get; }

    ImageConfig? ImageConfig { get; }

    EphemeralStorage? EphemeralStorage { get; }

    TracingConfig? TracingConfig { get; }

    LoggingConfig? LoggingConfig { get; }

    SnapStart? SnapStart { get; }

    VpcConfig? VpcConfig { get; }

    DeadLetterConfig? DeadLetterConfig { get; }

    IReadOnlyList<FileSystemConfig>? FileSystemConfigs { get; }

    IReadOnlyList<string>? Layers { get; }

    string? KMSKeyArn { get; }

    JsonElement? CapacityProviderConfig { get; }

    JsonElement? DurableConfig { get; }
}

internal sealed record Environment
{
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

internal sealed record ImageConfig
{
    public IReadOnlyList<string>? EntryPoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? WorkingDirectory { get; init; }
}

internal sealed record EphemeralStorage
{
    public required int Size { get; init; }
}

internal sealed record TracingConfig
{
    public string? Mode { get; init; }
}

internal sealed record LoggingConfig
{
    public string? LogFormat { get; init; }

    public string? ApplicationLogLevel { get; init; }

    public string? SystemLogLevel { get; init; }

    public string? LogGroup { get; init; }
}

internal sealed record SnapStart
{
    public string? ApplyOn { get; init; }
}

internal sealed record VpcConfig
{
    public IReadOnlyList<string>? SubnetIds { get; init; }

    public IReadOnlyList<string>? SecurityGroupIds { get; init; }

    public bool? Ipv6AllowedForDualStack { get; init; }
}

internal sealed record DeadLetterConfig
{
    public string? TargetArn { get; init; }
}

internal sealed record FileSystemConfig
{
    public required string Arn { get; init; }

    public required string LocalMountPath { get; init; }
}
