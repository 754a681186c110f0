using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>
/// The few calls of the Docker Engine API that running sandboxes takes. Paths carry no version: every engine then speaks its newest,
/// and nothing here has changed in any of them. https://docs.docker.com/engine/api/
/// </summary>
internal sealed class DockerClient(DockerAddress address) : IDisposable
{
    private const int MostRemovals = 20;
    private static readonly TimeSpan RemovalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ImportLimit = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = (_, cancellation) => address.ConnectAsync(cancellation),
        UseProxy = false,
        AllowAutoRedirect = false,
    })
    {
        BaseAddress = new Uri("http://engine/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    internal async Task<string> ReadVersionAsync(TimeSpan limit)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "version"), limit);
        using var document = await ReadAsync(answer);
        var product = document.RootElement.TryGetProperty("Components", out var components) && components.GetArrayLength() > 0
            ? components[0].GetProperty("Name").GetString()
            : "Engine";
        return $"{(product == "Engine" ? "Docker Engine" : product)} {document.RootElement.GetProperty("Version").GetString()}";
    }

    /// <summary>Takes an archive of a root file system in as an image; returns its id.</summary>
    internal async Task<string> ImportAsync(Stream archive, string repository, string tag, string label)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"images/create?fromSrc=-&repo={repository}&tag={tag}&changes={Uri.EscapeDataString("LABEL " + label)}")
        {
            Content = new StreamContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } },
        };
        using var answer = await SendAsync(request, ImportLimit);

        // One object a line; the last one carries the id, or what went wrong.
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var last = JsonDocument.Parse(lines is [.., var line] ? line : "{}");
        return last.RootElement.TryGetProperty("status", out var status) && status.GetString()?.Trim() is { } id && id.StartsWith("sha256:", StringComparison.Ordinal)
            ? id
            : throw new DockerException(null, $"the engine did not take the image: {last.RootElement}");
    }

    /// <summary>Images with a label, and that label's value.</summary>
    internal async Task<IReadOnlyList<(string Id, string Value)>> ListImagesAsync(string label)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"images/json?filters={Filter(label)}"), AnswerLimit);
        using var document = await ReadAsync(answer);
        return [.. document.RootElement.EnumerateArray().Select(image => (image.GetProperty("Id").GetString()!, image.GetProperty("Labels").GetProperty(label).GetString()!))];
    }

    internal Task RemoveImageAsync(string id) => CallAsync(HttpMethod.Delete, $"images/{id}?force=true");

    internal async Task<IReadOnlyList<string>> ListContainersAsync(string label)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"containers/json?all=true&filters={Filter(label)}"), AnswerLimit);
        using var document = await ReadAsync(answer);
        return [.. document.RootElement.EnumerateArray().Select(container => container.GetProperty("Id").GetString()!)];
    }

    internal async Task<string> CreateAsync(string name, ReadOnlyMemory<byte> configuration)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"containers/create?name={name}")
        {
            Content = new ReadOnlyMemoryContent(configuration) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var answer = await SendAsync(request, AnswerLimit);
        using var document = await ReadAsync(answer);
        return document.RootElement.GetProperty("Id").GetString()!;
    }

    /// <summary>The container's standard input, and its outputs in frames, over one connection.</summary>
    internal async Task<Stream> AttachAsync(string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
        var answer = await SendAsync(request, AnswerLimit);
        return answer.StatusCode == HttpStatusCode.SwitchingProtocols
            ? await answer.Content.ReadAsStreamAsync()
            : throw new DockerException(answer.StatusCode, "the engine did not hand over the container's streams");
    }

    internal Task StartAsync(string id) => CallAsync(HttpMethod.Post, $"containers/{id}/start");

    internal Task KillAsync(string id) => CallAsync(HttpMethod.Post, $"containers/{id}/kill?signal=KILL");

    /// <summary>Ends the container where it still runs, and removes it where it still exists.</summary>
    internal async Task RemoveAsync(string id)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CallAsync(HttpMethod.Delete, $"containers/{id}?force=true&v=true");
                return;
            }
            catch (DockerException error) when (error.IsMissing)
            {
                // Somebody else was faster.
                return;
            }
            catch (DockerException error) when (error.IsRefusal && attempt < MostRemovals)
            {
                // podman fails to stop what is ending by itself at that moment.
                await Task.Delay(RemovalInterval, TimeProvider.System);
            }
        }
    }

    /// <summary>The number of the container's first process on the engine's machine.</summary>
    internal async Task<int> ReadProcessIdAsync(string id)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"containers/{id}/json"), AnswerLimit);
        using var document = await ReadAsync(answer);
        return document.RootElement.GetProperty("State").GetProperty("Pid").GetInt32();
    }

    /// <summary>This machine's address as containers on the engine's default network see it, or null.</summary>
    internal async Task<IPAddress?> FindGatewayAsync()
    {
        // dockerd's name for it, and podman's.
        foreach (var network in (string[])["bridge", "podman"])
        {
            try
            {
                using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "networks/" + network), AnswerLimit);
                using var document = await ReadAsync(answer);
                if (document.RootElement.GetProperty("IPAM").GetProperty("Config") is { ValueKind: JsonValueKind.Array } ranges
                    && ranges.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } range
                    && range.TryGetProperty("Gateway", out var gateway)
                    && IPAddress.TryParse(gateway.GetString(), out var found))
                {
                    return found;
                }
            }
            catch (DockerException error) when (error.IsMissing)
            {
                // The other name, then.
            }
        }

        return null;
    }

    /// <summary>Waits until the container has ended, however long that takes.</summary>
    internal async Task<ExitStatus> WaitAsync(string id)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, $"containers/{id}/wait"), Timeout.InfiniteTimeSpan);
        using var document = await ReadAsync(answer);
        return ExitStatus.Of(document.RootElement.GetProperty("StatusCode").GetInt32());
    }

    public void Dispose() => _http.Dispose();

    private async Task CallAsync(HttpMethod method, string path)
    {
        using var answer = await SendAsync(new HttpRequestMessage(method, path), AnswerLimit);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan limit)
    {
        try
        {
            using var time = new CancellationTokenSource(limit);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token);
            if ((int)answer.StatusCode < 400)
            {
                return answer;
            }

            using (answer)
            {
                throw new DockerException(answer.StatusCode, $"the engine at {address.Text} said: {MessageIn(await answer.Content.ReadAsStringAsync(time.Token))}");
            }
        }
        catch (HttpRequestException error)
        {
            throw new DockerException(null, $"the engine at {address.Text} cannot be reached: {error.Message}");
        }
        catch (OperationCanceledException)
        {
            throw new DockerException(null, $"the engine at {address.Text} did not answer within {limit.TotalSeconds} s");
        }
    }

    private async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        try
        {
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        }
        catch (JsonException)
        {
            throw new DockerException(null, $"what listens at {address.Text} is not a container engine");
        }
        catch (HttpRequestException error)
        {
            throw new DockerException(null, $"the engine at {address.Text} hung up: {error.Message}");
        }
    }

    private static string Filter(string label) => Uri.EscapeDataString($$"""{"label":["{{label}}"]}""");

    private static string MessageIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("message", out var message) ? message.GetString()! : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
