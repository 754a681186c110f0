using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>What a collector counts.</summary>
[Collection(WatchedStories.Name)]
public sealed class MetricTests(WatchedApi watched)
{
    [Fact]
    public async Task Invocations_AreCountedByHowTheyEnd()
    {
        await watched.Server.ScriptAsync("""
            functions = client('lambda')
            image, role = functions.get_function(FunctionName='echo')['Code']['ImageUri'], functions.get_function_configuration(FunctionName='echo')['Role']
            made = functions.create_function(FunctionName='counted', PackageType='Image', Role=role, Timeout=1, MemorySize=512, Code={'ImageUri': image},
                Architectures=functions.get_function_configuration(FunctionName='echo')['Architectures'])
            functions.get_waiter('function_active_v2').wait(FunctionName='counted')
            for path in ['/fine', '/fine', '/fine', '/error', '/exit', '/hang']:
                functions.invoke(FunctionName='counted', Payload=json.dumps({'path': path}))
            functions.put_function_concurrency(FunctionName='counted', ReservedConcurrentExecutions=0)
            try:
                functions.invoke(FunctionName='counted')
            except functions.exceptions.TooManyRequestsException as refused:
                print(refused)
            """);

        await watched.Collector.UntilAsync(() => Sum("gatehouse.function.throttles") >= 1 && Sum("faas.invocations") == 3, "All is counted.");

        Assert.Equal((3, 3, 1), (Sum("faas.invocations"), Sum("faas.errors"), Sum("faas.timeouts")));
        Assert.InRange(Sum("faas.coldstarts"), 1, 3);
        Assert.Equal(6ul, Of("faas.invoke_duration").Aggregate(0ul, (sum, point) => sum + point.Count));
        Assert.Equal("s", Of("faas.invoke_duration").First().Unit);
        Assert.Equal(["Runtime.ExitError", "Runtime.Unknown", "Sandbox.Timedout"], Of("faas.invoke_duration").Select(point => point["error.type"]).OfType<string>().Order(StringComparer.Ordinal));
        Assert.All(Of("faas.invoke_duration"), point => Assert.Equal(("$LATEST", "us-east-1", "000000000000", "watched"), (point["faas.version"], point["cloud.region"], point["cloud.account.id"], point.Service)));
        Assert.Equal(["busy", "idle", "starting"], Of("gatehouse.function.sandboxes").Select(point => point["gatehouse.sandbox.state"]).Order(StringComparer.Ordinal));
        Assert.All(
            ["gatehouse.function.concurrent_executions", "gatehouse.function.queued_events", "gatehouse.function.waiting_invocations", "gatehouse.function.provisioned"],
            metric => Assert.Equal(0, Assert.Single(Of(metric)).Value));

        IEnumerable<ReceivedPoint> Of(string metric) => watched.Collector.Points.Where(point => point.Metric == metric && point["faas.name"] == "counted");

        double Sum(string metric) => Of(metric).Sum(point => point.Value);
    }

    [Fact]
    public async Task HostilePaths_MakeNoLabels()
    {
        await Answer.OfAsync("-H", watched.Echo.WithKey, watched.Echo.Url + "/files/a/b/c");
        var strange = $"strange{Guid.NewGuid():N}";
        var root = watched.Server.Address.ToString();
        for (var i = 0; i < 20; i++)
        {
            await Answer.OfAsync("-X", $"VERB{strange[..20]}{i}", $"{watched.Echo.Url}/{strange}{i}/nothing/here");
            await Answer.OfAsync($"{root}_aws/execute-api/{strange}{i}/{strange}/x");
            await Answer.OfAsync($"{root}_aws/execute-api/{watched.Echo.Id}/{strange}{i}/x");
        }

        await watched.Collector.UntilAsync(() => Calls("/files/{name}/{rest+}") >= 1 && Refused("NoSuchRoute") >= 20 && Refused("UnknownApi") >= 20 && Refused("UnknownStage") >= 20, "All calls are counted.");

        Assert.DoesNotContain(watched.Collector.Points, point => point.Attributes.Values.Any(value => value.Contains("strange", StringComparison.Ordinal)));
        Assert.Contains(watched.Collector.Points, point => point.Metric == "http.server.request.duration" && point["http.request.method"] == "_OTHER" && point["gatehouse.api.id"] == watched.Echo.Id);

        double Calls(string route) => watched.Collector.Points.Where(point => point.Metric == "http.server.request.duration" && point["http.route"] == route).Sum(point => (double)point.Count);

        double Refused(string reason) => watched.Collector.Points.Where(point => point.Metric == "gatehouse.api.refusals" && point["gatehouse.refusal.reason"] == reason).Sum(point => point.Value);
    }
}
