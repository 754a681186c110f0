using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Registry;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Collection;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Uploads;
using Gatehouse.Sandbox;
using Gatehouse.Server.Admin;
using Gatehouse.Server.Binding;
using Gatehouse.Server.Clock;
using Gatehouse.Server.Images;
using Gatehouse.Server.Options;
using Gatehouse.Server.Telemetry;
using Gatehouse.Server.Watching;
using Gatehouse.Services.ApiGateway;
using Gatehouse.Services.Ecr;
using Gatehouse.Services.Iam;
using Gatehouse.Services.Iam.Sts;
using Gatehouse.Services.Lambda;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Services.Logs;
using Gatehouse.Storage.Sqlite;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Server;

/// <summary>Everything that answers requests, wired together. The only place where the projects meet.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private readonly IReadOnlyList<IAsyncDisposable> _parts;

    private readonly CancellationTokenSource _streams;

    private Composition(RequestDelegate handle, IReadOnlyList<ServiceDefinition> services, CancellationTokenSource streams, IReadOnlyList<IAsyncDisposable> parts)
    {
        _streams = streams;
        Handle = handle;
        Services = services;
        _parts = parts;
    }

    /// <summary>Ends answers that would go on for ever, when the server is to end.</summary>
    public void EndStreams() => _streams.Cancel();

    /// <summary>Answers every request that is not the edge's own.</summary>
    public RequestDelegate Handle { get; }

    public IReadOnlyList<ServiceDefinition> Services { get; }

    /// <summary>What sends metrics and traces; null when nothing does.</summary>
    private IAsyncDisposable? Telemetry { get; init; }

    /// <param name="dataFolder">Exists, is locked, and belongs to this process alone.</param>
    /// <param name="self">How functions reach this server.</param>
    public static async ValueTask<Composition> BuildAsync(
        ServerOptions options,
        string dataFolder,
        ServerEndpoint self,
        Health health,
        ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        // Real work goes by real time; limits, tokens and what API Gateway shows go by a clock that tests may move. docs/decisions/0008-test-clock.md
        var time = TimeProvider.System;
        var testClock = options.HasTestClock ? new TestClock(time) : null;
        var clock = testClock ?? time;
        var store = SqliteStore.Open(Path.Combine(dataFolder, "state.db"), durable: options.Data is not null);
        var logs = LogsEngine.Open(store, Path.Combine(dataFolder, "logs"), time, loggers.CreateLogger<LogsEngine>());

        // Images: the registry keeps blobs, ECR keeps what names them.
        var registryFolder = Path.Combine(dataFolder, "registry");
        var blobStore = new BlobStore(registryFolder, loggers.CreateLogger<BlobStore>());
        var blobs = new RepositoryBlobs(registryFolder, blobStore);
        var uploads = new UploadStore(blobs, time);
        var ecr = new EcrService(store, blobs, uploads, clock, loggers);
        var registry = new RegistryEngine(ecr.Catalog, ecr.Authorizer, blobs, uploads, loggers.CreateLogger<RegistryEngine>());
        var images = new RegistryImages(new ImageReader(ecr.Catalog, blobs));

        // Functions, and the gateway in front of them.
        var sandboxes = SandboxEngine.Start(
            new SandboxOptions
            {
                Folder = Path.Combine(dataFolder, "sandboxes"),
                Server = self,
                Network = options.FunctionNetwork,
                Runner = options.Runner,
                OciRuntime = options.OciRuntime,
                DockerHost = options.DockerHost,
            },
            images, new FunctionLogs(logs), time, loggers);
        var lambda = LambdaService.Create(store, sandboxes, images, new ExecutionRoles(new RoleDirectory(store)),
            new RuntimeImages(options.RuntimeImages, new Scope(options.Account, options.Region)), time, loggers);
        var stageLogs = new StageLogs(new StageLogGroups(logs), time, loggers.CreateLogger<StageLogs>());
        var gateway = new GatewayEngine(
            lambda.Invoker, clock, loggers, new GatewayOptions { AccountThrottle = options.AccountThrottle, Stopwatch = time }, stageLogs);
        var apiGateway = ApiGatewayService.Create(store, gateway, clock, loggers, new LoggingRoles(new RoleDirectory(store)));

        IReadOnlyList<ServiceDefinition> services =
            [apiGateway.Definition, lambda.Definition, ecr.Definition, IamService.Define(store), StsService.Define(store, clock), LogsService.Define(logs)];
        var wire = new WireDispatcher(services, new WireOptions(options.Account, options.Region), clock, loggers.CreateLogger<WireDispatcher>());

        ecr.Start();
        await lambda.StartAsync();
        await apiGateway.StartAsync();
        health.Add("lambda", () => LambdaHealthOf(lambda));
        health.Add("gateway", () => PartHealth.Ready);
        health.Add("registry", () => PartHealth.Ready);

        health.TestClock = testClock;
        health.FunctionNetwork = options.FunctionNetwork;
        health.FunctionRunner = (sandboxes.RunnerName, sandboxes.RunnerReason);
        var streams = new CancellationTokenSource();
        var collection = new ImageCollection(
            new BlobCollector(blobStore, blobs, uploads, ecr.Catalog, time), sandboxes, lambda.ListImageUsesAsync, lambda.ListPackageUsesAsync, time, loggers.CreateLogger<ImageCollection>());
        collection.Start();
        var owner = new OwnerEndpoints(
            options.Listen.IsBeyondLoopback,
            new RequestsEndpoint(gateway.Journal, streams.Token),
            new ClockEndpoint(testClock),
            new UsageEndpoint(apiGateway.Overview),
            new ImagesEndpoint(ecr.ListContentAsync, lambda.ListImageUsesAsync, collection),
            new FunctionsEndpoint(lambda.Watch, time),
            new LogsEndpoint(lambda.Watch, logs, id => gateway.Journal.Find(id)?.InvocationId, time, streams.Token));
        return new Composition(
            new Dispatch(gateway, registry, wire, owner, lambda.Urls, lambda.Downloads).HandleAsync, services, streams, [collection, ecr, stageLogs, apiGateway, lambda, sandboxes, logs, store])
        {
            Telemetry = TelemetrySettings.Read(options.Otlp, Environment.GetEnvironmentVariable) is { } settings ? StartTelemetry(settings, sandboxes, lambda, time, loggers) : null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        // It waits for a collector somewhere, and the others must not wait for that.
        var sent = Telemetry?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }

        await sent;
        _streams.Dispose();
    }

    // Apart, so that a server which sends nothing loads nothing of OpenTelemetry.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Performance", "CA1859", Justification = "A field of the type would load it.")]
    private static IAsyncDisposable StartTelemetry(TelemetrySettings settings, SandboxEngine sandboxes, LambdaService lambda, TimeProvider time, ILoggerFactory loggers) =>
        TelemetryExport.Start(settings, new ExportTroubles(loggers.CreateLogger<TelemetryExport>(), time), new FunctionGauges(sandboxes, lambda.Watch));

    private static PartHealth LambdaHealthOf(LambdaService lambda)
    {
        var (functions, pending, unavailable) = lambda.Health;
        return new PartHealth(IsReady: true, $"{functions} functions, {pending} pending, {unavailable} unavailable");
    }
}
