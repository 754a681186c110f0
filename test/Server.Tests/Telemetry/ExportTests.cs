using System.Net;
using System.Net.Sockets;
using Gatehouse.Server.Tests.Clock;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>When the server sends something, to whom, and what that costs it when it does not.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task ServerThatIsNotAsked_LoadsNothingOfIt()
    {
        await using var api = await KeyedMock.StartAsync("description='unlimited'");

        await api.CallAsync();

        Assert.DoesNotContain("OpenTelemetry", await File.ReadAllTextAsync($"/proc/{api.ServerId}/maps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionAndGrpc_SendAllThatWasMeasuredBeforeTheEnd()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await KeyedMock.StartAsync(
            "description='unlimited'", new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc", ["OTEL_TRACES_SAMPLER"] = "always_on", ["OTEL_BSP_SCHEDULE_DELAY"] = "100" }, "--otlp", collector.Grpc);

        await api.CallAsync();
        await collector.UntilAsync(() => collector.Spans.Count == 1, "The call has come.");
        await GatehouseProcess.CurlAsync(api.Url);
        await api.StopAsync();

        Assert.Equal(["200", "403"], collector.Spans.Select(span => span["http.response.status_code"]).Order(StringComparer.Ordinal));
        Assert.Equal("KeyMissing", collector.Spans.Single(span => span["http.response.status_code"] == "403")["gatehouse.refusal.reason"]);
        Assert.All(collector.Spans, span => Assert.Equal("", span.ParentId));
        Assert.Equal(1, collector.Points.Single(point => point.Metric == "gatehouse.api.refusals").Value);
        Assert.Equal("gatehouse", collector.Points[0].Service);
    }

    [Fact]
    public async Task SamplerThatTakesNothing_LeavesTheMetrics()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await KeyedMock.StartAsync(
            "description='unlimited'", new Dictionary<string, string> { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0", ["OTEL_METRIC_EXPORT_INTERVAL"] = "300" }, "--otlp", collector.Http);

        await api.CallAsync();
        await collector.UntilAsync(() => collector.Points.Any(point => point.Metric == "http.server.request.duration"), "The call is counted.");
        await api.StopAsync();

        Assert.Empty(collector.Spans);
        Assert.Equal(1ul, collector.Points.Single(point => point.Metric == "http.server.request.duration").Count);
    }

    [Fact]
    public async Task CollectorThatIsNotThere_IsToldOfOnceAndHoldsUpNothing()
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        await using var api = await KeyedMock.StartAsync(
            "description='unlimited'", new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "50" }, "--otlp", $"http://{broken.LocalEndpoint}");
        Assert.StartsWith("200", await api.CallAsync(), StringComparison.Ordinal);
        (await broken.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60))).Dispose();

        var begun = TimeProvider.System.GetTimestamp();
        var end = await api.StopAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(0, end.ExitCode);
        Assert.Single(end.Error.Split('\n'), line => line.Contains("could not be sent", StringComparison.Ordinal));
    }
}
