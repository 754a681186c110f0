using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>What a function's settings may be: AWS's limits first, then what this server would otherwise have to ignore.</summary>
internal static partial class SettingLimits
{
    private const int VariablesLimitBytes = 4096;

    private static readonly string[] s_reservedVariables =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ];

    private static readonly TextLimits s_variableName = new(0, int.MaxValue, VariableName(), "[a-zA-Z]([a-zA-Z0-9_])+");

    public static void Settings(this Violations check, IFunctionSettings settings)
    {
        check
            .Role(settings.Role)
            .Length(settings.Description, 0, 256, "description")
            .Range(settings.Timeout, 1, 900, "timeout")
            .Range(settings.MemorySize, 128, 10240, "memorySize")
            .Range(settings.EphemeralStorage?.Size, 512, 10240, "ephemeralStorage.size")
            .OneOf(settings.TracingConfig?.Mode, ["Active", "PassThrough"], "tracingConfig.mode")
            .OneOf(settings.SnapStart?.ApplyOn, ["PublishedVersions", "None"], "snapStart.applyOn")
            .OneOf(settings.LoggingConfig?.LogFormat, ["JSON", "Text"], "loggingConfig.logFormat")
            .OneOf(settings.LoggingConfig?.ApplicationLogLevel, ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], "loggingConfig.applicationLogLevel")
            .OneOf(settings.LoggingConfig?.SystemLogLevel, ["DEBUG", "INFO", "WARN"], "loggingConfig.systemLogLevel")
            .Length(settings.LoggingConfig?.LogGroup, 1, 512, "loggingConfig.logGroup")
            .Pattern(settings.LoggingConfig?.LogGroup, LogGroup(), @"[\.\-_/#A-Za-z0-9]+", "loggingConfig.logGroup")
            .Length(settings.Handler, 0, 128, "handler")
            .Count(settings.ImageConfig?.EntryPoint, 0, 1500, "imageConfig.entryPoint")
            .Count(settings.ImageConfig?.Command, 0, 1500, "imageConfig.command")
            .Length(settings.ImageConfig?.WorkingDirectory, 0, 1000, "imageConfig.workingDirectory")
            .Count(settings.FileSystemConfigs, 0, 1, "fileSystemConfigs")
            .Unserved(settings);
        // Reserved names have a sentence of their own, also those that the pattern would not take.
        check.Keys(settings.Environment?.Variables?.Where(variable => !s_reservedVariables.Contains(variable.Key)).ToDictionary(), s_variableName, "environment.variables");
    }

    /// <summary>What AWS checks beyond its model, and what is refused by name instead of being ignored.</summary>
    public static void ThrowIfUnusable(IFunctionSettings settings)
    {
        if (settings.Environment?.Variables is { Count: > 0 } variables)
        {
            CheckVariables(variables);
        }

        if (settings.Runtime is { } runtime && !RuntimeNames.All.Contains(runtime))
        {
            throw PackageErrors.UnknownRuntime(runtime);
        }

        if (settings.Handler?.Contains('\0', StringComparison.Ordinal) is true)
        {
            throw LambdaErrors.Invalid("Handler cannot contain the character U+0000.");
        }

        IEnumerable<string?> words = [.. settings.ImageConfig?.EntryPoint ?? [], .. settings.ImageConfig?.Command ?? [], settings.ImageConfig?.WorkingDirectory];
        if (words.Any(word => word?.Contains('\0', StringComparison.Ordinal) is true))
        {
            throw LambdaErrors.Invalid("ImageConfig cannot contain the character U+0000.");
        }

        if (settings.LoggingConfig is { LogFormat: null or "Text" } logging && (logging.ApplicationLogLevel ?? logging.SystemLogLevel) is not null)
        {
            throw LambdaErrors.Invalid("To use ApplicationLogLevel or SystemLogLevel, you must set LogFormat to JSON.");
        }

        var missing = settings switch
        {
            { SnapStart.ApplyOn: "PublishedVersions" } => "SnapStart",
            { VpcConfig: { SubnetIds.Count: > 0 } or { SecurityGroupIds.Count: > 0 } } => "VpcConfig: functions reach what this server's sandboxes may reach",
            { DeadLetterConfig.TargetArn: { Length: > 0 } target } => $"DeadLetterConfig with {EventInvokeLimits.KindOf(target)}; another function can be an OnFailure destination instead",
            { FileSystemConfigs.Count: > 0 } => "FileSystemConfigs",
            { KMSKeyArn.Length: > 0 } => "KMSKeyArn: environment variables are kept unencrypted",
            { CapacityProviderConfig: not null } => "CapacityProviderConfig",
            { DurableConfig: not null } => "DurableConfig",
            { LoggingConfig.LogFormat: "JSON" } => "the log format JSON",
            _ => null,
        };
        if (missing is not null)
        {
            throw LambdaErrors.NotSupported(missing);
        }
    }

    /// <summary>What only functions of the other package type may have.</summary>
    public static void ThrowIfOfOtherType(IFunctionSettings settings, bool isZip)
    {
        if (isZip && settings.ImageConfig is not null)
        {
            throw PackageErrors.ImageConfigForZip();
        }

        if (!isZip && (settings.Runtime is not null || settings.Handler is not null || settings.Layers is { Count: > 0 }))
        {
            throw LambdaErrors.Invalid("Please don't provide handler or runtime or layer when the intended function PackageType is Image.");
        }
    }

    private static void CheckVariables(IReadOnlyDictionary<string, string> variables)
    {
        var reserved = variables.Keys.Where(s_reservedVariables.Contains).Order(StringComparer.Ordinal).ToArray();
        if (reserved.Length > 0)
        {
            throw LambdaErrors.ReservedVariables(reserved);
        }

        if (variables.Any(variable => variable.Value.Contains('\0', StringComparison.Ordinal)))
        {
            throw LambdaErrors.Invalid("Environment variables cannot contain the character U+0000.");
        }

        var measured = JsonSerializer.SerializeToUtf8Bytes(variables, LambdaWire.Wire.IReadOnlyDictionaryStringString);
        if (measured.Length > VariablesLimitBytes)
        {
            throw LambdaErrors.VariablesTooLarge(System.Text.Encoding.UTF8.GetString(measured));
        }
    }

    [GeneratedRegex(@"^[a-zA-Z]([a-zA-Z0-9_])+\z")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^[\.\-_/#A-Za-z0-9]+\z")]
    private static partial Regex LogGroup();
}
