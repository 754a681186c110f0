using System.Diagnostics;

namespace Gatehouse.Gateway.Telemetry;

/// <summary>Begins traces whose id was chosen elsewhere, without a parent: the sampler decides as for any new trace.</summary>
internal static class TraceOrigin
{
    [ThreadStatic]
    private static ActivityTraceId? s_chosen;

    // The runtime asks here for the id of every new trace of the process; it has no other place to say one.
    static TraceOrigin() => Activity.TraceIdGenerator = static () => s_chosen ?? ActivityTraceId.CreateRandom();

    public static Activity? Start(ActivitySource source, string name, ActivityTraceId id)
    {
        s_chosen = id;
        try
        {
            return source.StartActivity(name, ActivityKind.Server, default(ActivityContext));
        }
        finally
        {
            s_chosen = null;
        }
    }
}
