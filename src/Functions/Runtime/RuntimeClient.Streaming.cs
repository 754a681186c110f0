using System.Text;

namespace Gatehouse.Functions.Runtime;

/// <summary>Replies that leave while they are written: in chunks, with the reason of an early end in the trailers.</summary>
internal sealed partial class RuntimeClient
{
    /// <summary>Sends what a streamed reply has so far.</summary>
    public async ValueTask SendStreamedAsync(ReadOnlyMemory<byte> bytes)
    {
        await ConnectAsync();
        await _socket!.SendAsync(bytes);
    }

    /// <summary>Makes sure, as far as one can tell, that the connection of a reply that cannot be sent twice is a good one.</summary>
    public void Refresh()
    {
        if (_socket is { HasEnded: true })
        {
            Disconnect();
        }
    }

    public byte[] StreamHead(string requestId, string contentType) => Encoding.UTF8.GetBytes(
        $"POST {Api}invocation/{requestId}/response HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gatehouse-functions\r\n" +
        $"Content-Type: {contentType}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n");

    /// <summary>Sends the end of a streamed reply and waits for the next event.</summary>
    public async ValueTask<Polled> EndStreamAndNextAsync(string requestId, byte[] end)
    {
        var withPoll = !_onePerWrite;
        try
        {
            await SendStreamedAsync(withPoll ? [.. end, .. _poll] : end);
            await ReadAcknowledgementAsync($"the reply to {requestId}");
        }
        catch (PeerClosedException e)
        {
            await AbandonStreamAsync(requestId, e.Message);
            return await NextAsync();
        }

        return withPoll && _socket is not null ? await ReadNextAsync() : await NextAsync();
    }

    /// <summary>A stream whose connection broke has no second try: its callers have the beginning.</summary>
    public async ValueTask AbandonStreamAsync(string requestId, string reason)
    {
        Disconnect();
        _onePerWrite = true;
        await log.WriteLineAsync($"The reply to {requestId} was lost: {reason}");
    }
}
