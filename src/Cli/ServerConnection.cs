using System.CommandLine;
using System.Net;
using System.Text;
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
        return status == HttpStatusCode.NotFound ? null : Parse($"GET {path}", status, body);
    }

    /// <summary>Posts a JSON document; the answer of a server that did what it says.</summary>
    public async Task<JsonDocument> SendAsync(string path, string json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        var (status, body) = await SendAsync(request, cancellation);
        return Parse($"POST {path}", status, body);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        return await SendAsync(request, cancellation);
    }

    /// <summary>A document that has no end, line by line.</summary>
    public async Task<StreamReader> StreamAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        var response = await ConnectAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation), cancellation);
        if (!response.IsSuccessStatusCode)
        {
            Parse($"GET {path}", response.StatusCode, await response.Content.ReadAsStringAsync(cancellation)).Dispose();
        }

        return new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
    }

    public void Dispose() => _http.Dispose();

    private JsonDocument Parse(string call, HttpStatusCode status, string body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException failure)
        {
            throw new CommandException($"What answers at {_http.BaseAddress} is not Gatehouse: {call} gave status {(int)status} and no JSON.", failure);
        }

        // The server's own sentences say what to do instead. A health document comes with 503 too, and is no refusal.
        if (status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            using (document)
            {
                throw new CommandException(document.RootElement.Text("message") is { Length: > 0 } message ? message : $"{call} was refused with status {(int)status}.");
            }
        }

        return document;
    }

    private Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => ConnectAsync(
        async () =>
        {
            using var response = await _http.SendAsync(request, cancellation);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        },
        cancellation);

    private async Task<T> ConnectAsync<T>(Func<Task<T>> send, CancellationToken cancellation)
    {
        try
        {
            return await send();
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
}
