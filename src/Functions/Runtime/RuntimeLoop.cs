namespace Gatehouse.Functions.Runtime;

/// <summary>Polls, calls the handler, replies; for as long as the sandbox lives.</summary>
internal sealed class RuntimeLoop(FunctionEnvironment environment, RuntimeClient client, TimeProvider time, TextWriter log)
{
    // Beyond this a write leaves in several chunks.
    private const int LargestChunk = 64 * 1024;

    private readonly ReplyBuffer _reply = new();

    /// <summary>Makes the handler and runs it. Ends only with an exit code: 1 after an error that no later event can mend.</summary>
    public Task<int> RunAsync(Func<ValueTask<RawHandler>> initialize) => RunAsync(initialize, ServeAsync);

    /// <summary>The same for a handler that streams.</summary>
    public Task<int> StreamAsync(Func<ValueTask<StreamingHandler>> initialize) => RunAsync(initialize, StreamAsync);

    private async Task<int> RunAsync<THandler>(Func<ValueTask<THandler>> initialize, Func<THandler, Task<int>> serve)
        where THandler : class
    {
        try
        {
            return await TryInitializeAsync(initialize) is { } handler ? await serve(handler) : 1;
        }
        catch (Exception e) when (e is RuntimeApiException or PeerClosedException)
        {
            await log.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private async ValueTask<THandler?> TryInitializeAsync<THandler>(Func<ValueTask<THandler>> initialize)
        where THandler : class
    {
        try
        {
            return await initialize();
        }
        catch (Exception e)
        {
            await log.WriteLineAsync($"The function could not start: {e}");
            ErrorDocument.Write(_reply, e);
            await client.ReportInitErrorAsync(_reply);
            return null;
        }
    }

    private async Task<int> ServeAsync(RawHandler handler)
    {
        var polled = await client.NextAsync();
        while (true)
        {
            var failed = !await TryHandleAsync(handler, polled);
            polled = await client.ReplyAndNextAsync(polled.RequestId, _reply, failed);
        }
    }

    private async Task<int> StreamAsync(StreamingHandler handler)
    {
        var frame = new byte[LargestChunk + StreamedReply.Overhead];
        var polled = await client.NextAsync();
        while (true)
        {
            var reply = new StreamedReply(client, polled.RequestId, frame);
            using var stream = new ResponseStream(reply);
            var failed = !await TryHandleAsync((payload, _, context) => handler(payload, stream, context), polled);
            stream.End();
            if (failed && !stream.HasBegun)
            {
                polled = await client.ReplyAndNextAsync(polled.RequestId, _reply, isError: true);
                continue;
            }

            if (!stream.HasBegun)
            {
                reply.Begin(stream.ContentType);
            }

            polled = await reply.EndAndNextAsync(failed ? _reply : null);
        }
    }

    private async ValueTask<bool> TryHandleAsync(RawHandler handler, Polled polled)
    {
        _reply.Reset();
        using var context = ContextOf(polled);

        // The X-Ray SDK and others read the trace from here; the name is Lambda's.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        try
        {
            await handler(polled.Payload, _reply, context);
            return true;
        }
        catch (Exception e)
        {
            await log.WriteLineAsync($"{polled.RequestId} failed: {e}");
            _reply.Reset();
            ErrorDocument.Write(_reply, e);
            return false;
        }
    }

    private FunctionContext ContextOf(Polled polled) => new()
    {
        RequestId = polled.RequestId,
        InvokedFunctionArn = polled.Head.FunctionArn ?? "",
        FunctionName = environment.FunctionName,
        FunctionVersion = environment.FunctionVersion,
        MemoryLimitInMB = environment.MemoryLimitInMB,
        LogGroupName = environment.LogGroupName,
        LogStreamName = environment.LogStreamName,
        TraceId = polled.Head.TraceId,
        ClientContext = polled.Head.ClientContext,
        CognitoIdentity = polled.Head.CognitoIdentity,
        Deadline = DeadlineOf(polled.Head),
        TimeProvider = time,
    };

    private static DateTimeOffset DeadlineOf(ResponseHead head) =>
        head.DeadlineMs is { } deadline && deadline >= 0 && deadline < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(deadline)
            : DateTimeOffset.MaxValue;
}
