using System.Net.Http.Headers;
using System.Text;

namespace Gatehouse.Wire.Tests;

/// <summary>A host with the three sample services, and short ways to talk to it.</summary>
public abstract class WireTest : IAsyncLifetime
{
    protected WireHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await WireHost.StartAsync(_ => [SampleService.Rest(), SampleService.Json(), SampleService.Query()]);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    protected async Task<(int Status, string Body, HttpResponseHeaders Headers)> SendAsync(string service, HttpMethod method, string path, string? body = null, string? target = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, service == "query" ? "application/x-www-form-urlencoded" : "application/json");
        using var response = await Host.SendAsync(service, method, path, content, target: target);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}
