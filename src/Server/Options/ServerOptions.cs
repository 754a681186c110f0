using Gatehouse.Gateway.Model;
using Gatehouse.Sandbox;

namespace Gatehouse.Server.Options;

/// <summary>What <c>gatehouse serve</c> was told. Every value has been checked.</summary>
internal sealed record ServerOptions
{
    public required ListenAddress Listen { get; init; }

    /// <summary>The data folder; null keeps no state past the process.</summary>
    public required string? Data { get; init; }

    /// <summary>The region of calls that are not signed.</summary>
    public required string Region { get; init; }

    /// <summary>The account of calls whose access key is not an account id.</summary>
    public required string Account { get; init; }

    /// <summary>Whether tests may move the time that API Gateway and tokens go by.</summary>
    public required bool HasTestClock { get; init; }

    /// <summary>The images that managed runtimes run on, by the runtime's name.</summary>
    public required IReadOnlyDictionary<string, string> RuntimeImages { get; init; }

    /// <summary>What functions reach beside this server.</summary>
    public required FunctionNetwork FunctionNetwork { get; init; }

    /// <summary>Where metrics and traces go; null leaves it to OpenTelemetry's environment variables.</summary>
    public required Uri? Otlp { get; init; }

    /// <summary>What functions run with; null takes the best that works here.</summary>
    public required string? Runner { get; init; }

    /// <summary>An OCI runtime and its options; null looks for the usual ones.</summary>
    public required string? OciRuntime { get; init; }

    /// <summary>Where the container engine listens; null asks the environment, then looks at the usual sockets.</summary>
    public required string? DockerHost { get; init; }

    /// <summary>What all APIs of one account and region may take together; null for no limit.</summary>
    public required Throttle? AccountThrottle { get; init; }
}
