using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Watching;

/// <summary>What OpenTelemetry can be told of single invocations. Counts are read from <see cref="FunctionFigures"/> instead. See docs/observability.md.</summary>
internal static class FunctionTelemetry
{
    private const string Name = "Gatehouse.Lambda";

    private static readonly double[] s_seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300, 900];
    private static readonly double[] s_bytes = [.. Enumerable.Range(0, 10).Select(step => (double)((32L << 20) << step))];

    private static readonly Meter s_meter = new(Name);
    private static readonly ActivitySource s_source = new(Name);

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "faas.invoke_duration", "s", "Duration of invocations.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });

    private static readonly Histogram<double> s_initialization = s_meter.CreateHistogram(
        "faas.init_duration", "s", "Duration of starts of sandboxes.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });

    private static readonly Histogram<double> s_memory = s_meter.CreateHistogram(
        "faas.mem_usage", "By", "Most memory in use by a sandbox, as of the end of each invocation.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_bytes });

    public static bool IsOn => s_duration.Enabled || s_source.HasListeners();

    public static void Ended(FunctionRevision revision, Invocation invocation, in InvocationTimes times, long peakBytes)
    {
        var tags = FunctionTags.Of(revision);
        if (times.Initialization is { } initialization)
        {
            s_initialization.Record(initialization.TotalSeconds, tags);
        }

        if (peakBytes > 0)
        {
            s_memory.Record(peakBytes, tags);
        }

        if (s_source.HasListeners() && TraceHeader.TryRead(invocation.Options.TraceId, out var parent))
        {
            Trace(revision, invocation, times, parent);
        }

        if (invocation.ErrorType is { } error)
        {
            tags.Add("error.type", error);
        }

        s_duration.Record(times.Duration.TotalSeconds, tags);
    }

    // Made when all is known, with the times that it had; nothing was current meanwhile.
    private static void Trace(FunctionRevision revision, Invocation invocation, in InvocationTimes times, ActivityContext parent)
    {
        var before = Activity.Current;
        var ended = times.Now;
        var began = ended - times.Duration;
        var starting = invocation.IsCold ? times.Initialization ?? TimeSpan.Zero : TimeSpan.Zero;
        using var span = s_source.StartActivity(revision.FunctionName, ActivityKind.Server, parent, startTime: began - starting);
        if (span is not null)
        {
            if (starting > TimeSpan.Zero)
            {
                using var start = s_source.StartActivity("init", ActivityKind.Internal, span.Context, startTime: began - starting);
                start?.SetEndTime(began.UtcDateTime);
            }

            foreach (var (name, value) in FunctionTags.Of(revision))
            {
                span.SetTag(name, value);
            }

            span.SetTag("faas.invocation_id", invocation.RequestId);
            span.SetTag("faas.coldstart", invocation.IsCold);
            span.SetTag("faas.max_memory", revision.MemoryMegabytes * 1024L * 1024);
            if (invocation.ErrorType is { } error)
            {
                span.SetTag("error.type", error);
                span.SetStatus(ActivityStatusCode.Error);
            }

            span.SetEndTime(ended.UtcDateTime);
        }

        Activity.Current = before;
    }
}
