using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Runs a function now, later, or not at all. See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.</summary>
internal sealed class Invoke(FunctionCatalog catalog, FunctionSlots slots, EventQueue events, TimeProvider time) : IRawOperation
{
    // The first call of a function that is still being made waits for it, as long as a large image may take to unpack.
    public static readonly TimeSpan ActivationLimit = TimeSpan.FromMinutes(5);

    public OperationSpec Spec => OperationSpec.Post("/2015-03-31/functions/{FunctionName}/invocations");

    public async ValueTask InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call)
    {
        var headers = InvocationHeaders.Read(labels, http, call);
        if (slots.Find(headers.Function) is not { Current: { } function } slot || function.Find(headers.Function.Qualifier) is not { } target)
        {
            throw LambdaErrors.FunctionNotFound(headers.Function.EffectiveArn);
        }

        switch (headers.Type)
        {
            case "DryRun":
                http.Response.StatusCode = 204;
                break;
            case "Event":
                await events.AcceptAsync(headers, http, call);
                http.Response.StatusCode = 202;
                http.Response.Headers["X-Amzn-Trace-Id"] = headers.TraceId;
                http.Response.ContentLength = 0;
                break;
            default:
                await RunAsync(slot, target, headers, http, call);
                break;
        }
    }

    private async ValueTask RunAsync(FunctionSlot slot, LiveQualifier target, InvocationHeaders headers, HttpContext http, Call call)
    {
        var version = target.Pick();
        var pool = version.Pool ?? await version.WaitAsync(ActivationLimit, time, call.Aborted) ?? throw await catalog.WhyNotServedAsync(headers.Function, call);

        // Before anything is taken for this call: a body may arrive slowly.
        var payload = await Payload.ReadAsync(http, headers.Type, Payload.SyncLimitBytes);
        var admission = slot.Concurrency.TryEnter();
        if (admission.IsRefusal())
        {
            http.Request.BodyReader.AdvanceTo(payload.End);
            throw LambdaErrors.Throttled(reserved: admission == Admission.ReservationFull);
        }

        try
        {
            using var invocation = (version.Pool ?? pool).Begin(call.RequestId);
            Payload.Copy(payload, invocation.Event);
            http.Request.BodyReader.AdvanceTo(payload.End);
            var outcome = await invocation.SendAsync(new InvocationOptions
            {
                InvokedArn = target.InvokedArn,
                TraceId = headers.TraceId,
                ClientContext = headers.ClientContext,
                KeepLogTail = headers.WithLogTail,
                Aborted = call.Aborted,
            });
            await AnswerAsync(outcome, invocation, version, headers, http);
        }
        finally
        {
            slot.Concurrency.Leave(admission);
        }
    }

    private static async ValueTask AnswerAsync(InvocationOutcome outcome, Invocation invocation, LiveVersion version, InvocationHeaders headers, HttpContext http)
    {
        if (Unanswered.Ends(outcome, headers.Function, http))
        {
            return;
        }

        var response = http.Response;
        response.ContentType = "application/json";
        response.ContentLength = invocation.Reply.Length;
        response.Headers["X-Amz-Executed-Version"] = version.Version;
        response.Headers["X-Amzn-Trace-Id"] = headers.TraceId;
        if (outcome == InvocationOutcome.FunctionError)
        {
            response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        if (headers.WithLogTail)
        {
            response.Headers["X-Amz-Log-Result"] = Convert.ToBase64String(invocation.LogTail.Span);
        }

        await response.BodyWriter.WriteAsync(invocation.Reply, http.RequestAborted);
    }
}
