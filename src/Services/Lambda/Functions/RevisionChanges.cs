namespace Gatehouse.Services.Lambda.Functions;

/// <summary>Puts a caller's settings into a revision. Members that were not given stay as they are.</summary>
internal static class RevisionChanges
{
    public static Revision With(this Revision revision, IFunctionSettings settings, string functionName) => revision with
    {
        Role = settings.Role ?? revision.Role,
        Description = settings.Description ?? revision.Description,
        TimeoutSeconds = settings.Timeout ?? revision.TimeoutSeconds,
        MemorySizeMb = settings.MemorySize ?? revision.MemorySizeMb,
        EphemeralStorageMb = settings.EphemeralStorage?.Size ?? revision.EphemeralStorageMb,
        TracingMode = settings.TracingConfig?.Mode ?? revision.TracingMode,
        Environment = settings.Environment is { } environment
            ? new SortedDictionary<string, string>((environment.Variables ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal)
            : revision.Environment,
        ImageConfig = settings.ImageConfig is { } image ? OverridesOf(image) : revision.ImageConfig,
        Logging = settings.LoggingConfig is { } logging ? LoggingOf(logging, functionName) : revision.Logging,
    };

    /// <summary>An empty ImageConfig takes every override away; so does an empty list for its member.</summary>
    private static ImageOverrides? OverridesOf(ImageConfig image)
    {
        var overrides = new ImageOverrides(
            image.EntryPoint is { Count: > 0 } ? image.EntryPoint : null,
            image.Command is { Count: > 0 } ? image.Command : null,
            image.WorkingDirectory is { Length: > 0 } ? image.WorkingDirectory : null);
        return overrides is { EntryPoint: null, Command: null, WorkingDirectory: null } ? null : overrides;
    }

    private static LogSettings LoggingOf(LoggingConfig logging, string functionName) =>
        new(logging.LogFormat ?? "Text", logging.LogGroup ?? $"/aws/lambda/{functionName}")
        {
            ApplicationLevel = logging.ApplicationLogLevel,
            SystemLevel = logging.SystemLogLevel,
        };
}
