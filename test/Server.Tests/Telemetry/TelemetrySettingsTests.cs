using Gatehouse.Server.Telemetry;

namespace Gatehouse.Server.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "http://c:4318 http/protobuf metrics traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "http://c:4317 grpc metrics traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_SDK_DISABLED=true", null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_TRACES_EXPORTER=none", "http://c:4318 http/protobuf metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c/t", " http/protobuf traces")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c/m", " http/protobuf metrics")]
    public void Variables_DecideWhatIsSent(string variables, string? expected)
    {
        var given = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var settings = TelemetrySettings.Read(null, given.GetValueOrDefault);

        Assert.Equal(expected, settings is null ? null : $"{settings.Endpoint} {settings.DefaultProtocol}{(settings.Metrics ? " metrics" : "")}{(settings.Traces ? " traces" : "")}");
    }

    [Fact]
    public void Option_WinsOverTheVariable()
    {
        var settings = TelemetrySettings.Read(new Uri("http://127.0.0.1:4318"), name => name == TelemetrySettings.EndpointVariable ? "http://elsewhere" : null);

        Assert.Equal("http://127.0.0.1:4318/", settings!.Endpoint);
    }
}
