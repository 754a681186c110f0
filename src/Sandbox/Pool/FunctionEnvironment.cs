using System.Globalization;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Pool;

/// <summary>What a function's process is given: command line, variables, folder.</summary>
internal static class FunctionEnvironment
{
    internal static SandboxCommand Command(FunctionRevision revision, string logStream, string initializationType, SandboxOptions options)
    {
        var entryPoint = revision.EntryPoint ?? revision.Image.EntryPoint;
        var command = revision.Command ?? revision.Image.Command;
        return new SandboxCommand
        {
            Arguments = [.. entryPoint, .. command],
            WorkingDirectory = WorkingDirectory(revision),
            Environment = [.. Variables(revision, command, logStream, initializationType, options)],
            TemporaryBytes = revision.EphemeralStorageMegabytes * 1024L * 1024,
        };
    }

    /// <summary>Later ones win: the platform's defaults, the image's, the user's, and what nobody may change.</summary>
    private static Dictionary<string, string> Variables(FunctionRevision revision, IReadOnlyList<string> command, string logStream, string initializationType, SandboxOptions options)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin:/opt/bin",
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["LAMBDA_TASK_ROOT"] = "/var/task",
            ["LAMBDA_RUNTIME_DIR"] = "/var/runtime",
        };
        if (options.Server is { } server)
        {
            variables["AWS_ENDPOINT_URL"] = server.InSandbox;
        }

        foreach (var entry in revision.Image.Environment)
        {
            if (entry.IndexOf('=', StringComparison.Ordinal) is var split and > 0)
            {
                variables[entry[..split]] = entry[(split + 1)..];
            }
        }

        foreach (var (name, value) in revision.Environment)
        {
            variables[name] = value;
        }

        foreach (var (name, value) in Reserved(revision, logStream))
        {
            variables[name] = value;
        }

        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = initializationType;
        variables["_HANDLER"] = command.Count > 0 ? command[0] : "";
        return variables;
    }

    private static Dictionary<string, string> Reserved(FunctionRevision revision, string logStream)
    {
        // An access key of twelve digits names its account here.
        var credentials = revision.Credentials ?? new FunctionCredentials(revision.Account, "gatehouse", "gatehouse");
        return new Dictionary<string, string>
        {
            ["AWS_LAMBDA_FUNCTION_NAME"] = revision.FunctionName,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = revision.Version,
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = revision.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = revision.LogGroup,
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream,
            ["AWS_LAMBDA_RUNTIME_API"] = SandboxSockets.RuntimeEndpoint.ToString(),
            ["AWS_REGION"] = revision.Region,
            ["AWS_DEFAULT_REGION"] = revision.Region,
            ["AWS_ACCESS_KEY_ID"] = credentials.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = credentials.SessionToken,
            ["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR",
            ["AWS_XRAY_DAEMON_ADDRESS"] = "169.254.79.129:2000",
            ["_AWS_XRAY_DAEMON_ADDRESS"] = "169.254.79.129",
            ["_AWS_XRAY_DAEMON_PORT"] = "2000",
        };
    }

    private static string WorkingDirectory(FunctionRevision revision)
    {
        var folder = revision.WorkingDirectory is { Length: > 0 } own ? own : revision.Image.WorkingDirectory;
        if (folder is not null)
        {
            return folder.StartsWith('/') ? folder : "/" + folder;
        }

        return revision.Image.LayerFolders.Any(layer => Directory.Exists(layer + "/var/task")) ? "/var/task" : "/";
    }
}
