
namespace Gatehouse.Server.Tests.Stories;

/// <summary>A server on a data folder of its own that can be stopped, killed and started again, with the tools of its users.</summary>
internal sealed class StoryServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim MakingTheBase = new(1);

    private readonly TemporaryFolder _folder;
    private readonly string[] _options;
    private GatehouseProcess _process;

    private StoryServer(TemporaryFolder folder, GatehouseProcess process, string[] options)
    {
        (_folder, _process, _options) = (folder, process, options);
        Tool = Tool.For(folder.Path, process.Address);
    }

    public Uri Address => _process.Address;

    public int Port => _process.Port;

    /// <summary>Where images and functions find the registry, without a scheme.</summary>
    public string Registry => $"localhost:{Port}";

    public Tool Tool { get; }

    public string Sandboxes => _folder.In("data/sandboxes");

    public static async Task<StoryServer> StartAsync(Dictionary<string, string>? environment = null, params string[] options)
    {
        var folder = new TemporaryFolder();
        return new StoryServer(folder, await GatehouseProcess.ServeAsync(environment ?? [], folder.In("data"), more: options), options);
    }

    public string In(string name) => _folder.In(name);

    public Task<GatehouseProcess.Finished> StopAsync() => _process.StopAsync();

    /// <summary>At once, as a power cut would.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>The same folder on the same port.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = await GatehouseProcess.ServeAsync(_folder.In("data"), $"127.0.0.1:{Port}", _options);
    }

    public Task<string> ScriptAsync(string python) => Python.RunAsync(Address, python);

    public Task<GatehouseProcess.Finished> CommandAsync(params string[] arguments) =>
        GatehouseProcess.RunAsync([.. arguments, "--endpoint", $"http://127.0.0.1:{Port}"]);

    /// <summary>AWS:PASSWORD, as ECR gives it out.</summary>
    public async Task<string> CredentialsAsync() => "AWS:" + await Tool.RunAsync("aws", "ecr", "get-login-password");

    /// <summary>Makes what .NET functions run on, once a machine, and pushes it. Returns its name.</summary>
    public async Task<string> PushBaseAsync()
    {
        var image = $"{Registry}/gatehouse/base:1";
        await Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "gatehouse/base");
        Tool.Environment["REGISTRY_USER"] = "AWS";
        Tool.Environment["REGISTRY_PASSWORD"] = (await CredentialsAsync())["AWS:".Length..];
        await MakingTheBase.WaitAsync();
        try
        {
            await Tool.RunAsync(Checkout.In("eng/base-image.sh"), "push", image);
        }
        finally
        {
            MakingTheBase.Release();
        }

        return image;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
