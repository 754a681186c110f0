namespace Gatehouse.Sandbox.Runners;

/// <summary>What one sandbox runs, with every override applied.</summary>
internal sealed record SandboxCommand
{
    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    public required long TemporaryBytes { get; init; }

    // What only the runtime's own process sees: AWS's list.
    private static readonly string[] RuntimesOwn =
    [
        "AWS_EXECUTION_ENV", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_XRAY_CONTEXT_MISSING", "AWS_XRAY_DAEMON_ADDRESS",
        "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "_AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_PORT", "_HANDLER",
    ];

    internal static bool IsRuntimesOwn(string variable) => RuntimesOwn.Contains(variable);

    /// <summary>The same for one of the image's external extensions.</summary>
    internal SandboxCommand ForExtension(string name) => this with
    {
        Arguments = ["/opt/extensions/" + name],
        WorkingDirectory = "/",
        Environment = [.. Environment.Where(variable => !IsRuntimesOwn(variable.Key))],
    };
}
