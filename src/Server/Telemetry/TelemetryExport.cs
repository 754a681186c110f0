using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gatehouse.Server.Telemetry;

/// <summary>Sends metrics and traces to an OpenTelemetry collector. What and how is OpenTelemetry's to say, through its environment variables.</summary>
internal sealed class TelemetryExport : IAsyncDisposable
{
    private const string OwnSources = "Gatehouse.*";

    // What a collector takes that is there; the server's own end must not wait for one that is not.
    private const int FlushMilliseconds = 2500;

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;
    private readonly IDisposable[] _sources;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces, params IDisposable[] sources) => (_metrics, _traces, _sources) = (metrics, traces, sources);

    /// <param name="sources">What measures only for us, and troubles that we tell of.</param>
    public static TelemetryExport Start(TelemetrySettings settings, params IDisposable[] sources)
    {
        var configuration = ConfigurationOf(settings);
        var metrics = !settings.Metrics ? null : Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddMeter(OwnSources, "System.Runtime")
            .AddOtlpExporter()
            .Build();
        var traces = !settings.Traces ? null : Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddSource(OwnSources)
            .AddOtlpExporter()
            .Build();
        return new TelemetryExport(metrics, traces, sources);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Task.Run(() => _metrics?.Shutdown(FlushMilliseconds)), Task.Run(() => _traces?.Shutdown(FlushMilliseconds)));
        Array.ForEach(_sources, source => source.Dispose());
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private static IConfiguration ConfigurationOf(TelemetrySettings settings)
    {
        var before = new Dictionary<string, string?> { [TelemetrySettings.ProtocolVariable] = settings.DefaultProtocol };
        var after = new Dictionary<string, string?>();
        if (settings.Endpoint is not null)
        {
            after[TelemetrySettings.EndpointVariable] = settings.Endpoint;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(before).AddEnvironmentVariables().AddInMemoryCollection(after).Build();
    }

    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last and wins.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("gatehouse", serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
