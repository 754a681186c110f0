using System.Text.Json;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>Calls to an API as a collector sees them.</summary>
[Collection(WatchedStories.Name)]
public sealed class TraceTests(WatchedApi watched)
{
    [Fact]
    public async Task CallThroughAnAuthorizer_IsOneTraceOfAllThatWasAsked()
    {
        var collector = watched.Collector;
        var answer = await Answer.OfAsync(
            "-H", watched.Echo.WithKey, "-H", "Authorization: allow", "-H", "X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
            watched.Echo.Url + "/guarded?secret=sesame");

        Assert.Equal(200, answer.Status);
        await collector.UntilAsync(() => collector.Spans.Count(IsOurs) >= 5, "The call has five spans.");
        var spans = collector.Spans.Where(IsOurs).ToArray();
        var request = Assert.Single(spans, span => span.ParentId == "53995c3f42cd8ad8");
        Assert.Equal(("GET /guarded", ReceivedSpan.Server, "Gatehouse.ApiGateway"), (request.Name, request.Kind, request.Scope));
        Assert.Equal(("GET", "/guarded", "200"), (request["http.request.method"], request["http.route"], request["http.response.status_code"]));
        Assert.Equal((watched.Echo.Id, "v1", watched.Echo.KeyId), (request["gatehouse.api.id"], request["gatehouse.api.stage"], request["gatehouse.api_key.id"]));
        Assert.Equal(answer.RequestId, request["aws.request_id"]);
        Assert.Equal(0, request.Status);

        var authorizer = Assert.Single(spans, span => span.Name == "authorizer");
        var integration = Assert.Single(spans, span => span.Name == "integration");
        Assert.Equal((request.Id, request.Id), (authorizer.ParentId, integration.ParentId));
        Assert.Equal((ReceivedSpan.Client, ReceivedSpan.Client), (authorizer.Kind, integration.Kind));
        Assert.Equal("guard", Assert.Single(spans, span => span.ParentId == authorizer.Id).Name);
        var function = Assert.Single(spans, span => span.ParentId == integration.Id);
        Assert.Equal(("echo", ReceivedSpan.Server, "Gatehouse.Lambda"), (function.Name, function.Kind, function.Scope));
        Assert.Equal(integration["faas.invocation_id"], function["faas.invocation_id"]);
        Assert.True(request.Start <= authorizer.Start && authorizer.End <= integration.Start && integration.End <= request.End, "They come one after the other.");

        // The function's own spans go below the call to it.
        var header = JsonDocument.Parse(answer.Body).RootElement.GetProperty("headers").GetProperty("X-Amzn-Trace-Id").GetString();
        Assert.StartsWith("Root=1-5759e988-bd862e3fe1be46a994272793", header, StringComparison.Ordinal);
        Assert.False(collector.HasSeen(watched.Echo.Key), "A key's value left the server.");
        Assert.False(collector.HasSeen("sesame"), "A query left the server.");

        static bool IsOurs(ReceivedSpan span) => span.TraceId == "5759e988bd862e3fe1be46a994272793";
    }

    [Theory]
    [InlineData("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")]
    [InlineData("X-Amzn-Trace-Id: Root=1-63441c4a-abcdef012345678912345678", "63441c4aabcdef012345678912345678", "")]
    public async Task TraceOfTheCaller_GoesOn(string header, string trace, string parent)
    {
        var answer = await Answer.OfAsync("-H", header, watched.Echo.Url + "/open");

        Assert.Equal(200, answer.Status);
        Assert.Equal($"Root=1-{trace[..8]}-{trace[8..]}", answer["X-Amzn-Trace-Id"]!.Split(';')[0]);
        await watched.Collector.UntilAsync(() => watched.Collector.Spans.Any(span => span.TraceId == trace && span.Name == "GET /open"), "The call is in the caller's trace.");
        Assert.Equal(parent, watched.Collector.Spans.Single(span => span.TraceId == trace && span.Name == "GET /open").ParentId);
        Assert.Equal(2, watched.Collector.Spans.Count(span => span.TraceId == trace && span.Kind == ReceivedSpan.Server && span.Name is "GET /open" or "echo"));
    }

    [Fact]
    public async Task ColdStart_IsASpanOfItsOwn()
    {
        // It was warmed when it was made; a second invocation while the first runs needs another sandbox.
        var calls = await Task.WhenAll(
            InvokeAsync("Root=1-11111111-111111111111111111111111;Parent=1111111111111111;Sampled=1", "/hang"),
            InvokeAsync("Root=1-22222222-222222222222222222222222;Parent=2222222222222222;Sampled=1", "/hang"));

        Assert.All(calls, call => Assert.Contains("Task timed out after 2.00 seconds", call, StringComparison.Ordinal));
        await watched.Collector.UntilAsync(() => watched.Collector.Spans.Count(IsOurs) >= 3, "Two invocations, one of which waited for a start.");
        var spans = watched.Collector.Spans.Where(IsOurs).ToArray();
        Assert.Equal(["false", "true"], spans.Where(span => span.Name == "doer").Select(span => span["faas.coldstart"]).Order(StringComparer.Ordinal));
        Assert.All(spans.Where(span => span.Name == "doer"), span => Assert.Equal(("Sandbox.Timedout", ReceivedSpan.Error), (span["error.type"], span.Status)));
        var cold = Assert.Single(spans, span => span["faas.coldstart"] == "true");
        var start = Assert.Single(spans, span => span.Name == "init");
        Assert.Equal((cold.Id, cold.Start, ReceivedSpan.Internal), (start.ParentId, start.Start, start.Kind));
        Assert.InRange(start.End, start.Start + 1, cold.End);

        static bool IsOurs(ReceivedSpan span) => span.TraceId is "11111111111111111111111111111111" or "22222222222222222222222222222222";
    }

    private Task<string> InvokeAsync(string trace, string path) => watched.Server.ScriptAsync($$"""
        lam = client('lambda')
        lam.meta.events.register('before-sign.lambda.Invoke', lambda request, **_: request.headers.add_header('X-Amzn-Trace-Id', '{{trace}}'))
        print(lam.invoke(FunctionName='doer', Payload=json.dumps({'path': '{{path}}'}))['Payload'].read().decode())
        """);
}
