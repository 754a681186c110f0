using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Collection;
using Gatehouse.Registry.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Registry.Tests.Hosting;

/// <summary>A registry on a free loopback port with a folder of its own, and the repositories jobs, team/jobs and tools.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gatehouse-registry-").FullName;
    private WebApplication _server = null!;

    private TestRegistry()
    {
        foreach (var name in new[] { "jobs", "team/jobs", "tools" })
        {
            Catalog.Add(new RepositoryName(FixedAuthorizer.Own, name));
            Catalog.Add(new RepositoryName(FixedAuthorizer.Neighbour, name));
        }
    }

    /// <summary>What collects its garbage, by the machine's time.</summary>
    public BlobCollector Collector { get; private set; } = null!;

    public InMemoryCatalog Catalog { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public int Port { get; private set; }

    public string Address => $"localhost:{Port}";

    public static async Task<TestRegistry> StartAsync()
    {
        var registry = new TestRegistry();
        await registry.OpenAsync();
        return registry;
    }

    /// <summary>Stops the server and starts another one on the same folder, as after a crash: nothing in memory is carried over.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public HttpClient ClientFor(string password) => new()
    {
        BaseAddress = new Uri($"http://{Address}"),
        DefaultRequestHeaders = { Authorization = Basic("AWS", password) },
    };

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>Every regular file that is not a link: blobs and uploads.</summary>
    public IReadOnlyList<string> ContentFiles() =>
        [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/_blobs/", StringComparison.Ordinal))];

    /// <summary>Makes everything that is stored so much older.</summary>
    public void Age(TimeSpan by)
    {
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc -= by;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var store = new BlobStore(_folder, NullLogger<BlobStore>.Instance);
        var blobs = new RepositoryBlobs(_folder, store);
        var uploads = new UploadStore(blobs, TimeProvider.System);
        Collector = new BlobCollector(store, blobs, uploads, Catalog, TimeProvider.System);
        var engine = new RegistryEngine(Catalog, new FixedAuthorizer(), blobs, uploads, NullLogger<RegistryEngine>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Use(_ => engine.HandleAsync);
        await _server.StartAsync();
        Port = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        Client = ClientFor(FixedAuthorizer.Password);
    }

    private async Task CloseAsync()
    {
        Client.Dispose();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }
}
