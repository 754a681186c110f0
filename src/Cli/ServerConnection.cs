using System.CommandLine;
using System.Net;
using System.Text.Json;

namespace Gatehouse.Cli;

/// <summary>Talks to a running server.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly HttpClient _http;

    private ServerConnection(Uri endpoint) => _http = new HttpClient { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Every command that needs a server has it.</summary>
    public static Option<string?> EndpointOption() => new("--endpoint")
    {
        HelpName = "URL",
        Description = $"The server's address [default: {Defaults.EndpointVariable}, else {Defaults.Endpoint}]",
    };

    public static ServerConnection Open(string? endpoint)
    {
        var text = endpoint ?? (Environment.GetEnvironmentVariable(Defaults.EndpointVariable) is { Length: > 0 } named ? named : Defaults.Endpoint);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new ServerConnection(uri)
            : throw new CommandException($"'{text}' is not the address of a server; write for example {Defaults.Endpoint}.");
    }

    /// <summary>The document at <paramref name="path"/>; null where there is none.</summary>
    public async Task<JsonDocument?> FindAsync(string path, CancellationToken cancellation)
    {
        var (status, body) = await GetAsync(path, cancellation);
        if (status == HttpStatusCode.NotFound)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException failure)
        {
            throw new CommandException($"What answers at {_http.BaseAddress} is not Gatehouse: GET {path} gave status {(int)status} and no JSON.", failure);
        }
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException(
                $"No server answers at {_http.BaseAddress}: {failure.Message} Start one with 'gatehouse serve', or name another with --endpoint.", failure);
        }
        catch (TaskCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"The server at {_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds:0} s.", failure);
        }
    }

    public void Dispose() => _http.Dispose();
}
