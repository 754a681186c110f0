using System.Text;

namespace Gatehouse.Functions.Runtime;

/// <summary>
/// Speaks Lambda's Runtime API over one keep-alive connection. The reply to one event and the poll for the next leave in one write;
/// a peer that does not cope with that is noticed, and from then on gets one request at a time.
/// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
/// </summary>
internal sealed partial class RuntimeClient(string authority, TimeProvider time, TextWriter log) : IDisposable
{
    private const string Api = "/2018-06-01/runtime/";

    // At once, then after 10 ms, 20 ms, 40 ms … 1.28 s: two and a half seconds for a peer that restarts, then the sandbox is of no use.
    private const int MostConnectionAttempts = 10;

    // A poll that was held this long was a good one: a peer that ends idle polls now and then is not a peer that is gone.
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(1);

    private readonly byte[] _poll = Encoding.UTF8.GetBytes(
        $"GET {Api}invocation/next HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gatehouse-functions\r\n\r\n");

    private readonly ResponseHead _head = new();
    private RuntimeSocket? _socket;
    private ResponseReader? _reader;
    private bool _onePerWrite;
    private bool _disposed;

    /// <summary>Waits for the first event.</summary>
    public async ValueTask<Polled> NextAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var begun = time.GetTimestamp();
            try
            {
                await ConnectAsync();
                await _socket!.SendAsync(_poll);
                return await ReadEventAsync();
            }
            catch (PeerClosedException e)
            {
                attempt = time.GetElapsedTime(begun) > LongPoll ? 1 : attempt;
                await RetryAsync(attempt, e);
            }
        }
    }

    /// <summary>Sends the answer to <paramref name="requestId"/> and waits for the next event.</summary>
    public async ValueTask<Polled> ReplyAndNextAsync(string requestId, ReplyBuffer reply, bool isError)
    {
        var sentPoll = await ReplyAsync(requestId, reply, isError);
        return sentPoll ? await ReadNextAsync() : await NextAsync();
    }

    /// <summary>Tells Lambda that the function cannot start.</summary>
    public async ValueTask ReportInitErrorAsync(ReplyBuffer error)
    {
        await ConnectAsync();
        await _socket!.SendAsync(error.Frame(Head($"{Api}init/error", error.BodyLength, "Runtime.InitError"), default));
        await ReadAcknowledgementAsync("the initialization error");
    }

    public void Dispose()
    {
        _disposed = true;
        Disconnect();
    }

    /// <summary>The event that a poll brings which left with the reply before it.</summary>
    private async ValueTask<Polled> ReadNextAsync()
    {
        try
        {
            return await ReadEventAsync();
        }
        catch (PeerClosedException)
        {
            Disconnect();
        }
        catch (RuntimeApiException) when (_head.Status >= 400)
        {
            // Some peers take the second request up before they are done with the first.
        }

        _onePerWrite = true;
        return await NextAsync();
    }

    /// <summary>True when the poll went out with the reply and the connection is still good for its answer.</summary>
    private async ValueTask<bool> ReplyAsync(string requestId, ReplyBuffer reply, bool isError)
    {
        var head = isError
            ? Head($"{Api}invocation/{requestId}/error", reply.BodyLength, "Function.UnhandledException")
            : Head($"{Api}invocation/{requestId}/response", reply.BodyLength, null);

        // A kept connection may have been closed while the handler ran, so a reply that met a closed one is sent once more.
        // The Runtime API refuses a second answer to the same request, so a reply that did arrive does no harm.
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            try
            {
                await ConnectAsync();
                var withPoll = !_onePerWrite && attempt == 1;
                await _socket!.SendAsync(reply.Frame(head, withPoll ? _poll : default));
                await ReadAcknowledgementAsync($"the reply to {requestId}");
                return withPoll && _socket is not null;
            }
            catch (PeerClosedException e)
            {
                Disconnect();
                _onePerWrite = true;
                if (attempt == 2)
                {
                    await log.WriteLineAsync($"The reply to {requestId} was lost: {e.Message}");
                }
            }
        }

        return false;
    }

    private async ValueTask ReadAcknowledgementAsync(string what)
    {
        var body = await _reader!.ReadAsync();
        if (_head.Status is < 200 or > 299)
        {
            // 413 for a reply that is too large, 400 for one that came too late: the invocation is over either way.
            await log.WriteLineAsync($"The Runtime API refused {what} with {_head.Status}: {Excerpt(body)}");
        }

        if (_head.Closes)
        {
            Disconnect();
            _onePerWrite = true;
        }
    }

    private async ValueTask<Polled> ReadEventAsync()
    {
        var body = await _reader!.ReadAsync();
        var (status, closes) = (_head.Status, _head.Closes);
        if (closes)
        {
            Disconnect();
        }

        if (status != 200)
        {
            throw new RuntimeApiException($"The Runtime API answered a poll with {status}: {Excerpt(body)}");
        }

        return IsSafeInPath(_head.RequestId)
            ? new Polled(_head.RequestId!, body, _head)
            : throw new RuntimeApiException("The Runtime API sent an event without a usable Lambda-Runtime-Aws-Request-Id.");
    }

    private byte[] Head(string path, int length, string? errorType)
    {
        var contentType = errorType is null ? "application/json" : "application/vnd.aws.lambda.error+json";
        var errorHeader = errorType is null ? "" : $"Lambda-Runtime-Function-Error-Type: {errorType}\r\n";
        return Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gatehouse-functions\r\n" +
            $"Content-Type: {contentType}\r\n{errorHeader}Content-Length: {length}\r\n\r\n");
    }

    private async ValueTask ConnectAsync()
    {
        if (_socket is null)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _socket = await RuntimeSocket.ConnectAsync(authority);
            _reader = new ResponseReader(_socket, _head);
        }
    }

    private async ValueTask RetryAsync(int attempt, PeerClosedException cause)
    {
        Disconnect();
        if (attempt == MostConnectionAttempts)
        {
            throw new RuntimeApiException($"The Runtime API at {authority} is gone: {cause.Message}", cause);
        }

        if (attempt > 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10 << (attempt - 2)), time);
        }
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
        _reader = null;
    }

    // The id goes back in a request line: nothing that could end or change one.
    private static bool IsSafeInPath(string? requestId) =>
        requestId is { Length: > 0 and <= 256 } && requestId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    private static string Excerpt(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 500)]);
}
