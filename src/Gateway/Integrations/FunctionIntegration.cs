using System.Runtime.CompilerServices;
using System.Text;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Integrations;

/// <summary>AWS_PROXY to a function: request to event, reply to response.</summary>
internal sealed class FunctionIntegration<TOrigin>(TOrigin origin, IFunctionTarget target, string functionArn, TimeSpan timeout, ObjectPool<ProxyScratch> pool) : IIntegration
    where TOrigin : struct, IEventOrigin
{
    // What Lambda takes, as text or as base64.
    private const int LongestEvent = 6_291_456;
    private const int LongestShownError = 256;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Verdict> RunAsync(Invocation call)
    {
        TraceId.Begin(call);
        var sourceArn = call.Method.SourceArn(call.VerbSlot);
        var access = target.Check(sourceArn);
        if (access != FunctionAccess.Allowed)
        {
            return Verdict.Reject(
                GatewayResponseType.ApiConfigurationError,
                access == FunctionAccess.NotFound ? new FunctionMissing(functionArn) : new NoInvokePermission(functionArn, sourceArn));
        }

        using var exchange = target.Begin();
        var scratch = pool.Get();
        try
        {
            if (RequestBody.Exists(call.Http))
            {
                if (await RequestBody.ReadAsync(call.Http) is not { } body)
                {
                    return RequestBody.TooLong();
                }

                var refusal = WriteEvent(call, scratch, exchange, body.Bytes);
                body.Release();
                if (refusal.Refuses)
                {
                    return refusal;
                }
            }
            else
            {
                ProxyEvent.Write(origin, scratch, call, exchange.Event, default, binary: false, decompressed: false);
            }

            var outcome = await exchange.SendAsync(timeout, call.Record.TraceId!, call.Http.RequestAborted);
            call.Record.InvocationId = exchange.InvocationId;
            return outcome == FunctionOutcome.Replied ? await AnswerAsync(call, scratch, exchange) : Failed(outcome, exchange);
        }
        finally
        {
            pool.Return(scratch);
        }
    }

    private static ValueTask<Verdict> AnswerAsync(Invocation call, ProxyScratch scratch, FunctionExchange exchange)
    {
        var payload = exchange.Reply.Span;
        if (scratch.Reply.Parse(payload) is { } malformed)
        {
            return new(Verdict.Reject(GatewayResponseType.BadGateway, malformed));
        }

        if (!ProxyResponse.TryWrite(call, scratch, payload))
        {
            return new(Verdict.Reject(
                GatewayResponseType.ApiConfigurationError,
                new MalformedProxyResponse("body", "isBase64Encoded is true and body is no base64")));
        }

        var flush = ProxyResponse.FlushAsync(call.Http);
        return flush.IsCompletedSuccessfully ? new(Verdict.Continue) : Finish(flush);

        static async ValueTask<Verdict> Finish(ValueTask flush)
        {
            await flush;
            return Verdict.Continue;
        }
    }

    private Verdict WriteEvent(Invocation call, ProxyScratch scratch, FunctionExchange exchange, ReadOnlyMemory<byte> body)
    {
        var request = call.Http.Request;
        var decompressed = false;

        // Compressed requests are unpacked only where the API has compression at all.
        if (call.Stage.Model.MinimumCompressionSize is not null && request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && coding != "identity")
        {
            switch (Compression.Decompress(body, coding, out var plain))
            {
                case CompressedBody.TooLong:
                    return RequestBody.TooLong();
                case CompressedBody.Unsupported:
                    return Verdict.Reject(
                        GatewayResponseType.UnsupportedMediaType,
                        new FrontRefusal(ReasonKind.UnsupportedContentEncoding, "The body cannot be decompressed", coding, "intact gzip or deflate"));
                default:
                    (body, decompressed) = (plain, true);
                    break;
            }
        }

        var binary = call.Stage.BinaryTypes.Match(request.ContentType);
        var length = binary ? (body.Length + 2L) / 3 * 4 : body.Length;
        if (length > LongestEvent)
        {
            return EventTooLarge($"{length} bytes of body");
        }

        ProxyEvent.Write(origin, scratch, call, exchange.Event, body.Span, binary, decompressed);
        return Verdict.Continue;
    }

    private Verdict Failed(FunctionOutcome outcome, FunctionExchange exchange) => outcome switch
    {
        FunctionOutcome.IntegrationTimeout => Verdict.Reject(GatewayResponseType.IntegrationTimeout, new IntegrationTimedOut(timeout, exchange.InvocationId)),
        FunctionOutcome.EventTooLarge => EventTooLarge("an event that is larger"),
        FunctionOutcome.FunctionError => BadGateway(
            ReasonKind.FunctionFailed, exchange.InvocationId, $"The function threw, exited or ran into its own timeout: {Beginning(exchange.Reply.Span)}."),
        FunctionOutcome.Throttled => BadGateway(ReasonKind.FunctionThrottled, exchange.InvocationId, "Lambda had no concurrency left for the function."),
        _ => Verdict.Reject(
            GatewayResponseType.ApiConfigurationError,
            new FunctionProblem(ReasonKind.FunctionUnavailable, functionArn, exchange.InvocationId, "The function was deleted or cannot be started.")),
    };

    private Verdict BadGateway(ReasonKind kind, string invocationId, string problem) =>
        Verdict.Reject(GatewayResponseType.BadGateway, new FunctionProblem(kind, functionArn, invocationId, problem));

    // What the function said is in its own words: errorType and errorMessage, then perhaps pages of a stack.
    private static string Beginning(ReadOnlySpan<byte> error) =>
        error.Length <= LongestShownError ? Encoding.UTF8.GetString(error) : Encoding.UTF8.GetString(error[..LongestShownError]) + "…";

    private static Verdict EventTooLarge(string found) => Verdict.Reject(
        GatewayResponseType.RequestTooLarge,
        new FrontRefusal(ReasonKind.EventTooLarge, "The event is too large for Lambda", found, $"{LongestEvent} bytes"));
}
