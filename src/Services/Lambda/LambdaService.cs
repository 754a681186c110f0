using Gatehouse.Gateway.Integrations;
using Gatehouse.Sandbox;
using Gatehouse.Services.Lambda.Account;
using Gatehouse.Services.Lambda.Aliases;
using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Permissions;
using Gatehouse.Services.Lambda.Provisioned;
using Gatehouse.Services.Lambda.Roles;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Services.Lambda.Tags;
using Gatehouse.Services.Lambda.Urls;
using Gatehouse.Services.Lambda.Versions;
using Gatehouse.Services.Lambda.Watching;
using Gatehouse.Storage;
using Gatehouse.Wire;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.Lambda;

/// <summary>AWS Lambda: functions from container images, their versions, aliases and permissions, and their invocation.</summary>
public sealed class LambdaService : IAsyncDisposable
{
    private readonly Activations _activations;
    private readonly EventQueue _events;
    private readonly FunctionCatalog _catalog;
    private readonly FunctionSlots _slots;

    private LambdaService(
        FunctionCatalog catalog, FunctionSlots slots, Activations activations, EventQueue events, IFunctionInvoker invoker, FunctionUrls urls, ServiceDefinition definition)
    {
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
        IStore store, SandboxEngine engine, IImageResolver images, IRoleDirectory roles, TimeProvider time, ILoggerFactory loggers)
    {
        var slots = new FunctionSlots();
        var catalog = new FunctionCatalog(store, slots);
        var activations = new Activations(catalog, slots, engine, time, loggers.CreateLogger<Activations>());
        var events = new EventQueue(store, slots, time, loggers.CreateLogger<EventQueue>());
        var reservations = new Reservations(catalog);
        var pinning = new ImagePinning(images);
        var roleCheck = new RoleCheck(roles);
        var warnings = new SettingWarnings(loggers.CreateLogger<SettingWarnings>());
        var definition = ServiceBuilder.RestJson("lambda", LambdaWire.Wire, Errors)
            .Add(new CreateFunction(catalog, pinning, roleCheck, activations, warnings))
            .Add(new GetFunction(catalog))
            .Add(new GetFunctionConfiguration(catalog))
            .Add(new ListFunctions(catalog))
            .Add(new UpdateFunctionCode(catalog, pinning, activations))
            .Add(new UpdateFunctionConfiguration(catalog, roleCheck, activations, warnings))
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
            .AddRaw(new Invoke(catalog, slots, events, time))
            .AddRaw(new InvokeWithResponseStream(catalog, slots, time))
            .AddRaw(new InvokeAsync(slots, events))
            .NotImplemented(MissingOperations.Lines)
            .GoesBy(time)
            .Build();
        return new LambdaService(catalog, slots, activations, events, new GatewayInvoker(slots, time), new FunctionUrls(slots, time), definition);
    }

    private static ErrorStyle Errors => new() { WithType = true, InternalCode = "ServiceException" };

    /// <summary>Brings back every function and every event that was accepted. Calls may come at once; they wait for their function.</summary>
    public async ValueTask StartAsync()
    {
        await _activations.StartAsync();
        await _events.StartAsync();
    }

    /// <summary>The images of all functions: of what they run, of what they are being changed to, and of their versions.</summary>
    public async ValueTask<IReadOnlyList<ImageUse>> ListImageUsesAsync(CancellationToken cancellation)
    {
        List<ImageUse> uses = [];
        foreach (var (scope, name, function) in await _catalog.LoadAllAsync())
        {
            var versions = await _catalog.ListVersionsAsync(new FunctionReference(scope, name, null), null, int.MaxValue, cancellation);
            uses.AddRange(versions.Items.Prepend(function.Latest).Append(function.Serving ?? function.Latest).Select(revision => new ImageUse(
                $"{FunctionReference.ArnOf(scope, name)}:{revision.Version}", revision.Image.Repository, revision.Image.Digest)));
        }

        return [.. uses.Distinct()];
    }

    /// <summary>Stops the background work. What it leaves is taken up by the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _activations.DisposeAsync();
    }
}

/// <summary>A count of functions for the health document.</summary>
public sealed record LambdaHealth(int Functions, int Pending, int Unavailable);
