using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;
using Gatehouse.Wire.EventStreams;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Runs a function and passes its reply on while it is written. See https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html.</summary>
internal sealed class InvokeWithResponseStream(FunctionCatalog catalog, FunctionSlots slots, TimeProvider time) : IRawOperation
{
    public OperationSpec Spec => OperationSpec.Post("/2021-11-15/functions/{FunctionName}/response-streaming-invocations");

    public async ValueTask InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call)
    {
        var headers = InvocationHeaders.Read(labels, http, call, InvocationHeaders.StreamedTypes);
        if (slots.Find(headers.Function) is not { Current: { } function } slot || function.Find(headers.Function.Qualifier) is not { } target)
        {
            throw LambdaErrors.FunctionNotFound(headers.Function.EffectiveArn);
        }

        if (headers.Type == "DryRun")
        {
            http.Response.StatusCode = 204;
            return;
        }

        var version = target.Pick();
        var pool = version.Pool ?? await version.WaitAsync(Invoke.ActivationLimit, time, call.Aborted) ?? throw await catalog.WhyNotServedAsync(headers.Function, call);
        var payload = await Payload.ReadAsync(http, headers.Type, Payload.SyncLimitBytes);
        var admission = slot.Concurrency.TryEnter();
        if (admission.IsRefusal())
        {
            http.Request.BodyReader.AdvanceTo(payload.End);
            throw LambdaErrors.Throttled(reserved: admission == Admission.ReservationFull);
        }

        using var invocation = (version.Pool ?? pool).Begin(call.RequestId);
        Payload.Copy(payload, invocation.Event);
        http.Request.BodyReader.AdvanceTo(payload.End);
        var stream = new ReplyStream();
        var options = new InvocationOptions
        {
            InvokedArn = target.InvokedArn,
            TraceId = headers.TraceId,
            ClientContext = headers.ClientContext,
            KeepLogTail = headers.WithLogTail,
            Stream = stream,
            Aborted = call.Aborted,
        };
        var ending = StreamedInvocation.SendAsync(invocation, options, slot.Concurrency, admission);
        try
        {
            if (await stream.Begun)
            {
                Begin(http.Response, version, headers);
                for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
                {
                    await ResponseEvents.WriteChunkAsync(http.Response.BodyWriter, bytes, call.Aborted);
                }
            }
        }
        finally
        {
            await ending;
        }

        await EndAsync(await ending, invocation, version, headers, http);
    }

    private static async ValueTask EndAsync(InvocationOutcome outcome, Invocation invocation, LiveVersion version, InvocationHeaders headers, HttpContext http)
    {
        if (Unanswered.Ends(outcome, headers.Function, http))
        {
            return;
        }

        if (!http.Response.HasStarted)
        {
            Begin(http.Response, version, headers);
        }

        // A function that knows nothing of streams has answered in one piece, and so it goes on.
        var body = http.Response.BodyWriter;
        if (outcome == InvocationOutcome.Replied)
        {
            await ResponseEvents.WriteChunkAsync(body, invocation.Reply, http.RequestAborted);
        }

        ReadOnlyMemory<byte>? error = outcome == InvocationOutcome.FunctionError ? invocation.Reply : default(ReadOnlyMemory<byte>?);
        ReadOnlyMemory<byte>? logTail = headers.WithLogTail ? invocation.LogTail : default(ReadOnlyMemory<byte>?);
        await ResponseEvents.WriteCompleteAsync(body, error, logTail, http.RequestAborted);
    }

    private static void Begin(HttpResponse response, LiveVersion version, InvocationHeaders headers)
    {
        response.ContentType = EventMessage.ContentType;
        response.Headers["X-Amz-Executed-Version"] = version.Version;
        response.Headers["X-Amzn-Trace-Id"] = headers.TraceId;
    }
}
