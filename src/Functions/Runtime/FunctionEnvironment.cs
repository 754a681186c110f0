using System.Globalization;

namespace Gatehouse.Functions.Runtime;

/// <summary>What Lambda tells a function through environment variables, read once.</summary>
internal sealed record FunctionEnvironment
{
    public required string RuntimeApi { get; init; }

    public string FunctionName { get; init; } = "";

    public string FunctionVersion { get; init; } = "";

    public int MemoryLimitInMB { get; init; }

    public string LogGroupName { get; init; } = "";

    public string LogStreamName { get; init; } = "";

    /// <summary>Null when the program was not started by Lambda.</summary>
    public static FunctionEnvironment? Read(Func<string, string?> variable)
    {
        if (variable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } runtimeApi)
        {
            return null;
        }

        _ = int.TryParse(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), CultureInfo.InvariantCulture, out var memory);
        return new FunctionEnvironment
        {
            RuntimeApi = runtimeApi,
            FunctionName = variable("AWS_LAMBDA_FUNCTION_NAME") ?? "",
            FunctionVersion = variable("AWS_LAMBDA_FUNCTION_VERSION") ?? "",
            MemoryLimitInMB = memory,
            LogGroupName = variable("AWS_LAMBDA_LOG_GROUP_NAME") ?? "",
            LogStreamName = variable("AWS_LAMBDA_LOG_STREAM_NAME") ?? "",
        };
    }
}
