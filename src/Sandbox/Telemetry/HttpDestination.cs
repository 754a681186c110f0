using System.Net.Http.Headers;
using System.Net.Sockets;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Delivers batches as JSON arrays by POST (or PUT). Whatever the host in the address, the connection stays in the sandbox.</summary>
internal sealed class HttpDestination : ITelemetryDestination
{
    // A listener that does not answer must not hold batches for ever.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly HttpMethod _method;

    internal HttpDestination(ISandboxProcess process, TelemetrySubscription subscription)
    {
        _address = new Uri($"http://sandbox.localdomain:{subscription.Port}{subscription.Path}");
        _method = subscription.UsesPut ? HttpMethod.Put : HttpMethod.Post;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 16,
            ConnectCallback = async (_, cancellation) => new NetworkStream(await InnerConnection.OpenAsync(process, subscription.Port, cancellation), ownsSocket: true),
        };
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = s_patience };
    }

    public async Task<bool> TrySendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(_method, _address) { Content = new ByteArrayContent(Array(events)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Array(IReadOnlyList<byte[]> events)
    {
        var bytes = new byte[events.Sum(item => item.Length + 1) + 1];
        var length = 0;
        foreach (var item in events)
        {
            bytes[length] = length == 0 ? (byte)'[' : (byte)',';
            item.CopyTo(bytes, length + 1);
            length += item.Length + 1;
        }

        bytes[length] = (byte)']';
        return bytes;
    }
}
