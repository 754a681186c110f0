using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gatehouse.Gateway.Telemetry;

/// <summary>What OpenTelemetry can be told of API calls. Nothing of it is made for a request while nobody listens. See docs/observability.md.</summary>
internal static class ApiTelemetry
{
    public const string Name = "Gatehouse.ApiGateway";

    // OpenTelemetry's own boundaries, and below them those that a call on one machine needs.
    private static readonly double[] s_seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 29];

    private static readonly Meter s_meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    public static Histogram<double> Duration { get; } = s_meter.CreateHistogram(
        "http.server.request.duration", "s", "Duration of calls to APIs.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });

    public static Counter<long> Refusals { get; } = s_meter.CreateCounter<long>(
        "gatehouse.api.refusals", "{request}", "Calls to APIs that were refused or failed, by reason.");

    /// <summary>One look on each request's way.</summary>
    public static bool IsOn => Duration.Enabled || Source.HasListeners();
}
