namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>A span as it came. Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.</summary>
internal sealed record ReceivedSpan(
    string Scope, string TraceId, string Id, string ParentId, string Name, int Kind, ulong Start, ulong End, Dictionary<string, string> Attributes, int Status)
{
    public const int Server = 2;
    public const int Client = 3;
    public const int Internal = 1;
    public const int Error = 2;

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public static IEnumerable<ReceivedSpan> Of(Protobuf request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            scope.Message(1)!.Text(1), span.Hexadecimal(1), span.Hexadecimal(2), span.Hexadecimal(4), span.Text(5), (int)span.Number(6), span.Number(7), span.Number(8),
            span.Attributes(9), (int)(span.Message(15)?.Number(3) ?? 0));
}

/// <summary>One point of a metric as it came. Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.</summary>
/// <param name="Count">Of a histogram.</param>
internal sealed record ReceivedPoint(string Service, string Metric, string Unit, Dictionary<string, string> Attributes, double Value, ulong Count)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public static IEnumerable<ReceivedPoint> Of(Protobuf request) =>
        from resource in request.Messages(1)
        let service = resource.Message(1)!.Attributes(1)["service.name"]
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from point in Numbers(service, metric).Concat(Histograms(service, metric))
        select point;

    private static IEnumerable<ReceivedPoint> Numbers(string service, Protobuf metric) =>
        from kind in metric.Messages(5).Concat(metric.Messages(7))
        from point in kind.Messages(1)
        select new ReceivedPoint(service, metric.Text(1), metric.Text(3), point.Attributes(7), point.Has(4) ? point.Double(4) : (long)point.Number(6), 0);

    private static IEnumerable<ReceivedPoint> Histograms(string service, Protobuf metric) =>
        from kind in metric.Messages(9)
        from point in kind.Messages(1)
        select new ReceivedPoint(service, metric.Text(1), metric.Text(3), point.Attributes(9), point.Double(5), point.Number(4));
}
