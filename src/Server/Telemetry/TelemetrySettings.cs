namespace Gatehouse.Server.Telemetry;

/// <summary>Whether and where metrics and traces are sent, by the server's options and OpenTelemetry's own environment variables. Loads nothing of OpenTelemetry.</summary>
/// <remarks>See https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and https://opentelemetry.io/docs/specs/otel/protocol/exporter/.</remarks>
internal sealed record TelemetrySettings
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    public const string GrpcProtocol = "grpc";
    public const string HttpProtocol = "http/protobuf";

    private const int GrpcPort = 4317;

    /// <summary>For both signals; null when each has its own.</summary>
    public required string? Endpoint { get; init; }

    public required bool Metrics { get; init; }

    public required bool Traces { get; init; }

    /// <summary>What the variables leave open: OpenTelemetry's default, but gRPC on gRPC's port.</summary>
    public required string DefaultProtocol { get; init; }

    /// <summary>Null when nothing is to be sent.</summary>
    public static TelemetrySettings? Read(Uri? otlp, Func<string, string?> variable)
    {
        string? Given(string name) => variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        bool Sends(string signal) =>
            (otlp is not null || Given(EndpointVariable) is not null || Given($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is not null)
            && !string.Equals(Given($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase);
        var endpoint = otlp?.ToString() ?? Given(EndpointVariable);
        var settings = new TelemetrySettings
        {
            Endpoint = endpoint,
            Metrics = Sends("METRICS"),
            Traces = Sends("TRACES"),
            DefaultProtocol = Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Port == GrpcPort ? GrpcProtocol : HttpProtocol,
        };
        return (settings.Metrics || settings.Traces) && !string.Equals(Given("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) ? settings : null;
    }
}
