using System.Net.Http.Headers;
using Gatehouse.Storage;
using Gatehouse.Storage.Sqlite;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Testing;

/// <summary>Services on a real Kestrel with a real store in a folder of its own: everything but the server's composition.</summary>
public sealed class WireHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SqliteStore _store;

    private WireHost(WebApplication app, SqliteStore store, TemporaryFolder folder)
    {
        _app = app;
        _store = store;
        Folder = folder;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public TemporaryFolder Folder { get; }

    public IStore Store => _store;

    public static async Task<WireHost> StartAsync(Func<IStore, IReadOnlyList<ServiceDefinition>> define, TimeProvider? time = null, RequestDelegate? fallback = null)
    {
        var folder = new TemporaryFolder();
        var store = SqliteStore.Open(folder.In("state.db"), durable: false);
        var dispatcher = new WireDispatcher(define(store), new WireOptions(), time ?? TimeProvider.System, NullLogger<WireDispatcher>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Run(http => fallback is not null && !WireDispatcher.IsSigned(http.Request) ? fallback(http) : dispatcher.HandleAsync(http));
        await app.StartAsync();
        return new WireHost(app, store, folder);
    }

    /// <summary>Sends one signed-looking request; credentials are not checked, so the signature is a constant.</summary>
    public Task<HttpResponseMessage> SendAsync(
        string service, HttpMethod method, string path, HttpContent? body = null, string account = "000000000000", string region = "us-east-1", string? target = null,
        IReadOnlyDictionary<string, string>? headers = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256",
            $"Credential={account}/20250101/{region}/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        Folder.Dispose();
    }
}
