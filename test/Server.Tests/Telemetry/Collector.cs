using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>An OpenTelemetry collector that keeps what it gets: OTLP as protocol buffers over HTTP, and over gRPC.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _web;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<byte[]> _documents = [];
    private readonly SemaphoreSlim _came = new(0);

    // Each export tells the whole so far: only the latest counts.
    private volatile ReceivedPoint[] _points = [];

    private Collector(WebApplication web) => _web = web;

    public string Http => _web.Urls.First();

    public string Grpc => _web.Urls.Last();

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyList<ReceivedPoint> Points => _points;

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var web = builder.Build();
        var collector = new Collector(web);
        web.Run(collector.HandleAsync);
        await web.StartAsync();
        return collector;
    }

    /// <summary>Waits until something is so, and looks again after each export.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            try
            {
                await _came.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what}\nSpans:\n{string.Join('\n', Spans)}\nPoints:\n{string.Join('\n', Points.Select(Show))}");
            }
        }
    }

    /// <summary>Whether any document, read as text, has these words in it.</summary>
    public bool HasSeen(string words) => _documents.Any(document => Encoding.UTF8.GetString(document).Contains(words, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _came.Dispose();
    }

    private static string Show(ReceivedPoint point) => $"{point.Metric} {string.Join(' ', point.Attributes)} = {point.Value} ({point.Count})";

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var document = body.ToArray();
        var isGrpc = http.Request.ContentType == "application/grpc";
        if (isGrpc)
        {
            // A flag of compression and four bytes of length come first.
            Assert.Equal(0, document[0]);
            document = document[5..];
        }

        var path = http.Request.Path.Value!;
        if (path is "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        {
            foreach (var span in ReceivedSpan.Of(new Protobuf(document)))
            {
                _spans.Enqueue(span);
            }
        }
        else if (path is "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")
        {
            _points = [.. ReceivedPoint.Of(new Protobuf(document))];
        }
        else
        {
            http.Response.StatusCode = 404;
            return;
        }

        _documents.Enqueue(document);
        _came.Release();
        await AcknowledgeAsync(http, isGrpc);
    }

    // An empty message says that all was taken.
    private static async Task AcknowledgeAsync(HttpContext http, bool isGrpc)
    {
        http.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc)
        {
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
