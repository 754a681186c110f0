using Gatehouse.Gateway.Integrations;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Services.Lambda.Account;
using Gatehouse.Services.Lambda.Aliases;
using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Services.Lambda.Layers;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Services.Lambda.Permissions;
using Gatehouse.Services.Lambda.Provisioned;
using Gatehouse.Services.Lambda.Roles;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Services.Lambda.Tags;
using Gatehouse.Services.Lambda.Urls;
using Gatehouse.Services.Lambda.Versions;
using Gatehouse.Services.Lambda.Watching;
using Gatehouse.Storage;
using Gatehouse.Wire;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Lambda;

/// <summary>AWS Lambda: functions from container images and zip packages, layers, their versions, aliases and permissions, and their invocation.</summary>
public sealed class LambdaService : IAsyncDisposable
{
    private readonly Activations _activations;
    private readonly EventQueue _events;
    private readonly FunctionCatalog _catalog;
    private readonly FunctionSlots _slots;
    private readonly LayerCatalog _layers;

    private LambdaService(
        FunctionCatalog catalog, LayerCatalog layers, FunctionSlots slots, Activations activations, EventQueue events, IFunctionInvoker invoker, FunctionUrls urls, ServiceDefinition definition)
    {
        _layers = layers;
        _catalog = catalog;
        _slots = slots;
        _activations = activations;
        _events = events;
        Invoker = invoker;
        Urls = urls;
        Definition = definition;
        Watch = new FunctionWatch(catalog, slots, events);
    }

    public ServiceDefinition Definition { get; }

    /// <summary>Functions for the gateway's AWS_PROXY integrations.</summary>
    public IFunctionInvoker Invoker { get; }

    /// <summary>The calls of function URLs.</summary>
    public FunctionUrls Urls { get; }

    /// <summary>The downloads of zips.</summary>
    public required CodeDownloads Downloads { get; init; }

    /// <summary>What the owner sees of the functions.</summary>
    public FunctionWatch Watch { get; }

    /// <summary>How many functions there are, and how many of them cannot take calls yet or any more.</summary>
    public LambdaHealth Health
    {
        get
        {
            var functions = _slots.All.Select(slot => slot.Current).OfType<LiveFunction>().ToArray();
            return new LambdaHealth(
                functions.Length,
                functions.Count(function => !function.Unqualified.Version.IsSettled),
                functions.Count(function => function.Unqualified.Version is { IsSettled: true, Pool: null }));
        }
    }

    public static LambdaService Create(
        IStore store, SandboxEngine engine, IImageResolver images, IRoleDirectory roles, RuntimeImages runtimes, TimeProvider time, ILoggerFactory loggers)
    {
        var slots = new FunctionSlots();
        var catalog = new FunctionCatalog(store, slots);
        var activations = new Activations(catalog, slots, engine, time, loggers.CreateLogger<Activations>());
        var events = new EventQueue(store, slots, time, loggers.CreateLogger<EventQueue>());
        var reservations = new Reservations(catalog);
        var pinning = new ImagePinning(images);
        var layers = new LayerCatalog(store);
        var zips = new ZipIntake(engine);
        var packages = new PackageChanges(zips, new RuntimeBases(images, runtimes), layers);
        var downloads = new CodeDownloads(engine.Packages, time);
        var roleCheck = new RoleCheck(roles);
        var warnings = new SettingWarnings(loggers.CreateLogger<SettingWarnings>());
        var definition = ServiceBuilder.RestJson("lambda", LambdaWire.Wire, Errors)
            .Add(new CreateFunction(catalog, pinning, packages, roleCheck, activations, warnings))
            .Add(new GetFunction(catalog, downloads))
            .Add(new GetFunctionConfiguration(catalog))
            .Add(new ListFunctions(catalog))
            .Add(new UpdateFunctionCode(catalog, pinning, packages, activations))
            .Add(new UpdateFunctionConfiguration(catalog, packages, roleCheck, activations, warnings))
            .Add(new DeleteFunction(catalog, activations))
            .Add(new GetFunctionCodeSigningConfig(catalog))
            .Add(new GetRuntimeManagementConfig(catalog))
            .Add(new PublishVersion(catalog, activations))
            .Add(new ListVersionsByFunction(catalog))
            .Add(new CreateAlias(catalog))
            .Add(new GetAlias(catalog))
            .Add(new ListAliases(catalog))
            .Add(new UpdateAlias(catalog))
            .Add(new DeleteAlias(catalog))
            .Add(new TagResource(catalog))
            .Add(new UntagResource(catalog))
            .Add(new ListTags(catalog))
            .Add(new PutFunctionConcurrency(catalog, reservations))
            .Add(new GetFunctionConcurrency(catalog))
            .Add(new DeleteFunctionConcurrency(catalog))
            .Add(new PutProvisionedConcurrencyConfig(catalog, reservations, slots))
            .Add(new GetProvisionedConcurrencyConfig(catalog, slots))
            .Add(new ListProvisionedConcurrencyConfigs(catalog, slots))
            .Add(new DeleteProvisionedConcurrencyConfig(catalog))
            .Add(new GetAccountSettings(catalog))
            .Add(new PutFunctionEventInvokeConfig(catalog, slots))
            .Add(new UpdateFunctionEventInvokeConfig(catalog, slots))
            .Add(new GetFunctionEventInvokeConfig(catalog))
            .Add(new ListFunctionEventInvokeConfigs(catalog))
            .Add(new DeleteFunctionEventInvokeConfig(catalog, slots))
            .Add(new CreateFunctionUrlConfig(catalog))
            .Add(new GetFunctionUrlConfig(catalog))
            .Add(new UpdateFunctionUrlConfig(catalog))
            .Add(new ListFunctionUrlConfigs(catalog))
            .Add(new DeleteFunctionUrlConfig(catalog))
            .Add(new AddPermission(catalog))
            .Add(new GetPolicy(catalog))
            .Add(new RemovePermission(catalog))
            .Add(new PublishLayerVersion(layers, zips, downloads))
            .Add(new GetLayerVersion(layers, downloads))
            .Add(new GetLayerVersionByArn(layers, downloads))
            .Add(new ListLayers(layers))
            .Add(new ListLayerVersions(layers))
            .Add(new DeleteLayerVersion(layers))
            .Add(new AddLayerVersionPermission(layers))
            .Add(new RemoveLayerVersionPermission(layers))
            .Add(new GetLayerVersionPolicy(layers))
            .AddRaw(new Invoke(catalog, slots, events, time))
            .AddRaw(new InvokeWithResponseStream(catalog, slots, time))
            .AddRaw(new InvokeAsync(slots, events))
            .NotImplemented(MissingOperations.Lines)
            .GoesBy(time)
            .Build();
        return new LambdaService(catalog, layers, slots, activations, events, new GatewayInvoker(slots, time), new FunctionUrls(slots, time), definition) { Downloads = downloads };
    }

    private static ErrorStyle Errors => new() { WithType = true, InternalCode = "ServiceException" };

    /// <summary>Brings back every function and every event that was accepted. Calls may come at once; they wait for their function.</summary>
    public async ValueTask StartAsync()
    {
        await _activations.StartAsync();
        await _events.StartAsync();
    }

    /// <summary>The images of all functions: of what they run, of what they are being changed to, and of their versions; and those that packages run on.</summary>
    public async ValueTask<IReadOnlyList<ImageUse>> ListImageUsesAsync(CancellationToken cancellation) =>
        [.. (await ListRevisionsAsync(cancellation))
            .Select(found => (found.Arn, Image: found.Revision.Image ?? found.Revision.Package?.Base))
            .Where(found => found.Image is not null)
            .Select(found => new ImageUse(found.Arn, found.Image!.Repository, found.Image.Digest))
            .Distinct()];

    /// <summary>The packages of the same functions, and of all layers.</summary>
    public async ValueTask<PackageUses> ListPackageUsesAsync(CancellationToken cancellation)
    {
        var unpacked = (await ListRevisionsAsync(cancellation)).SelectMany(found => found.Revision.Package?.References() ?? []).ToHashSet();
        var layers = (await _layers.LoadAllAsync(cancellation)).SelectMany(layer => layer.Versions.Values).Select(version => version.Digest);
        return new PackageUses(unpacked, layers.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Stops the background work. What it leaves is taken up by the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _activations.DisposeAsync();
    }

    private async ValueTask<List<(string Arn, Revision Revision)>> ListRevisionsAsync(CancellationToken cancellation)
    {
        var found = new List<(string, Revision)>();
        foreach (var (scope, name, function) in await _catalog.LoadAllAsync())
        {
            var versions = await _catalog.ListVersionsAsync(new FunctionReference(scope, name, null), null, int.MaxValue, cancellation);
            found.AddRange(versions.Items.Prepend(function.Latest).Append(function.Serving ?? function.Latest)
                .Select(revision => ($"{FunctionReference.ArnOf(scope, name)}:{revision.Version}", revision)));
        }

        return found;
    }
}

/// <summary>A count of functions for the health document.</summary>
public sealed record LambdaHealth(int Functions, int Pending, int Unavailable);
