using System.Diagnostics.Metrics;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Watching;
using Gatehouse.Services.Lambda.Watching;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Gatehouse.Server.Telemetry;

/// <summary>Functions as instruments that read what is counted anyway, whenever somebody collects. See docs/observability.md.</summary>
internal sealed class FunctionGauges : IDisposable
{
    private readonly Meter _meter = new("Gatehouse.Lambda");

    public FunctionGauges(SandboxEngine sandboxes, FunctionWatch functions)
    {
        var versions = sandboxes.Read;
        var activity = functions.ReadActivity;
        Count("faas.invocations", "{invocation}", "Invocations that succeeded.", () => Each(versions(), reading => reading.Succeeded));
        Count("faas.errors", "{error}", "Invocations that failed, timeouts among them.", () => Each(versions(), reading => reading.Failed));
        Count("faas.timeouts", "{timeout}", "Invocations that ran into the function's timeout.", () => Each(versions(), reading => reading.TimedOut));
        Count("faas.coldstarts", "{coldstart}", "Invocations that waited for their sandbox to start.", () => Each(versions(), reading => reading.ColdStarts));
        Count("faas.init_errors", "{error}", "Sandboxes that ended before they were ready.", () => Each(versions(), reading => reading.FailedStarts));
        Count("gatehouse.function.throttles", "{invocation}", "Invocations that were refused for want of concurrency or of room.", () =>
        [
            .. activity().Select(function => new Measurement<long>(function.Refused, [.. Named(function), new("gatehouse.throttle.reason", "concurrency")])),
            .. Each(versions(), reading => reading.Throttled, new Tag("gatehouse.throttle.reason", "capacity")),
        ]);
        Gauge("gatehouse.function.concurrent_executions", "{invocation}", "Invocations that run now.",
            () => activity().Select(function => new Measurement<long>(function.Running, [.. Named(function)])));
        Gauge("gatehouse.function.queued_events", "{event}", "Asynchronous events that wait or are under way.",
            () => activity().Select(function => new Measurement<long>(function.Events, [.. Named(function)])));
        Gauge("gatehouse.function.waiting_invocations", "{invocation}", "Invocations that wait for a sandbox.", () => Each(versions(), reading => reading.Waiting));
        Gauge("gatehouse.function.sandboxes", "{sandbox}", "Sandboxes by what they do.", () => Enum.GetValues<SandboxActivity>().SelectMany(state => Each(
            versions(),
            reading => reading.Sandboxes.Count(sandbox => sandbox.Activity == state),
            new Tag("gatehouse.sandbox.state", state switch { SandboxActivity.Starting => "starting", SandboxActivity.Idle => "idle", _ => "busy" }))));
        Gauge("gatehouse.function.provisioned", "{sandbox}", "Sandboxes that are kept ready.", () => Each(versions(), reading => reading.Provisioned.Ready));
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each(IEnumerable<FunctionReading> versions, Func<FunctionReading, long> number, params Tag[] more) =>
        versions.Select(reading => new Measurement<long>(
            number(reading),
            [new("faas.name", reading.FunctionName), new("faas.version", reading.Version), new("cloud.region", reading.Region), new("cloud.account.id", reading.Account), .. more]));

    private static Tag[] Named(FunctionActivity function) =>
        [new("faas.name", function.Name), new("cloud.region", function.Scope.Region), new("cloud.account.id", function.Scope.Account)];

    private void Count(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) => _meter.CreateObservableCounter(name, read, unit, description);

    private void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) => _meter.CreateObservableUpDownCounter(name, read, unit, description);
}
