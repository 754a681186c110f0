using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Gateway.Tests.Load;

/// <summary>Prints what the gateway costs beside a bare Kestrel handler in the same process. Run by name with <c>-explicit only</c>, in Release.</summary>
public sealed partial class LoadCheck
{
    private const string Host = "-H 'Host: abc123defg.execute-api.us-east-1.amazonaws.com'";

    [Fact(Explicit = true)]
    public async Task RefusedAndKeyedRequests_BesideABareHandler()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { AccountThrottle = null }, clock: TimeProvider.System);
        gateway.Function.KeepsEvents = false;
        await using var bare = await BareAsync();
        var bareUrl = bare.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var url = $"http://127.0.0.1:{gateway.Port}/stg/jobs/12345";
        (string Name, string Arguments)[] cases =
        [
            ("bare hello", $"{bareUrl}/hello"),
            ("bare dictionary 403", $"-H 'x-api-key: nonsense' {bareUrl}/"),
            ("403 no key", $"{Host} {url}"),
            ("403 unknown key", $"{Host} -H 'x-api-key: {TestGateway.KeyValue}X' {url}"),
            ("403 no route", $"{Host} http://127.0.0.1:{gateway.Port}/stg/nowhere"),
            ("keyed GET", $"{Host} -H 'x-api-key: {TestGateway.KeyValue}' {url}"),
            ("open GET", $"{Host} http://127.0.0.1:{gateway.Port}/stg/open/x"),
        ];

        foreach (var connections in (int[])[1, 16, 64])
        {
            for (var round = 0; round < 3; round++)
            {
                foreach (var (name, arguments) in cases)
                {
                    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                    var allocated = GC.GetTotalAllocatedBytes();
                    var (rate, total) = await WrkAsync($"-t1 -c{connections} -d2s {arguments}");
                    cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
                    allocated = GC.GetTotalAllocatedBytes() - allocated;
                    TestContext.Current.TestOutputHelper!.WriteLine(
                        $"{connections,3} connections, round {round}: {name,-20} {rate,9:N0}/s {cpu.TotalMicroseconds / total,6:N1} us CPU {allocated / total,6} B");
                }
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task Refusals_AllocateLittle()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { AccountThrottle = null }, clock: TimeProvider.System);
        gateway.Function.KeepsEvents = false;
        await using var bare = await BareAsync();
        var bareUrl = bare.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var stage = new PlanStageModel(TestGateway.Api, "stg");
        var keyed = $"{Host} -H 'x-api-key: {TestGateway.KeyValue}' http://127.0.0.1:{gateway.Port}/stg/jobs/12345";
        (string Name, PlanModel Plan, string Arguments)[] cases =
        [
            ("bare dictionary 403", new() { Id = "plan01" }, $"-H 'x-api-key: nonsense' {bareUrl}/"),
            ("403 no key", new() { Id = "plan01" }, $"{Host} http://127.0.0.1:{gateway.Port}/stg/jobs/12345"),
            ("403 unknown key", new() { Id = "plan01" }, keyed.Replace("0123", "3210", StringComparison.Ordinal)),
            ("403 no plan of the stage", new() { Id = "plan01" }, keyed),
            ("429 plan", new() { Id = "plan01", Stages = [stage], Throttle = new(0, 0) }, keyed),
            ("429 plan's method", new() { Id = "plan01", Stages = [stage with { MethodThrottles = new Dictionary<string, Throttle> { ["/jobs/{jobId}/GET"] = new(0, 0) } }] }, keyed),
            ("429 quota", new() { Id = "plan01", Stages = [stage], Quota = new(0, QuotaPeriod.Day) }, keyed),
        ];

        foreach (var (name, plan, arguments) in cases)
        {
            gateway.Keys.SetPlan(plan);
            await WrkAsync($"-t1 -c4 -d1s {arguments}");
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var (rate, total) = await WrkAsync($"-t1 -c4 -d1s {arguments}");
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            TestContext.Current.TestOutputHelper!.WriteLine($"{name,-26} {rate,9:N0}/s {allocated / total,6} B");
        }
    }

    [Theory(Explicit = true)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public async Task ManyKeys_CostMemoryButNoTime(int count)
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { AccountThrottle = null }, clock: TimeProvider.System);
        gateway.Function.KeepsEvents = false;
        for (var i = 0; i < 1000; i++)
        {
            gateway.Keys.SetPlan(new PlanModel { Id = $"p{i}", Stages = [new PlanStageModel($"api{i}", "stg")], Quota = new QuotaModel(1000, QuotaPeriod.Day) });
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            gateway.Keys.SetKey(new KeyModel { Id = $"id{i:D8}", Value = $"value{i:D35}" });
            gateway.Keys.Attach($"id{i:D8}", $"p{i % 1000}");
        }

        watch.Stop();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        await WrkAsync($"-t1 -c16 -d2s {Host} -H 'x-api-key: {TestGateway.KeyValue}' http://127.0.0.1:{gateway.Port}/stg/jobs/1");
        var (rate, _) = await WrkAsync($"-t1 -c16 -d3s {Host} -H 'x-api-key: {TestGateway.KeyValue}' http://127.0.0.1:{gateway.Port}/stg/jobs/1");
        TestContext.Current.TestOutputHelper!.WriteLine($"{count:N0} keys: {watch.ElapsedMilliseconds} ms to add, {bytes / count} B a key, keyed GET {rate:N0}/s");
    }

    private static async Task<(double Rate, long Total)> WrkAsync(string arguments)
    {
        using var wrk = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "wrk " + arguments]) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await wrk.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (
            double.Parse(RatePattern().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            long.Parse(TotalPattern().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static async Task<WebApplication> BareAsync()
    {
        var body = Encoding.UTF8.GetBytes("""{"message":"Forbidden"}""");
        var keys = Enumerable.Range(0, 100).ToDictionary(i => $"key{i}", StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.Run(http =>
        {
            var known = http.Request.Headers.TryGetValue("x-api-key", out var key) && keys.ContainsKey(key.ToString());
            http.Response.StatusCode = known || http.Request.Path == "/hello" ? 200 : 403;
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body).AsTask();
        });
        await app.StartAsync();
        return app;
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"([0-9]+) requests in")]
    private static partial Regex TotalPattern();
}
