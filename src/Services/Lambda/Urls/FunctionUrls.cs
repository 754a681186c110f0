using System.Buffers;
using System.Globalization;
using System.Text;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Services.Lambda.Serving;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>Answers calls of function URLs.</summary>
public sealed class FunctionUrls
{
    private static readonly TimeSpan s_activationLimit = TimeSpan.FromMinutes(5);

    private readonly FunctionSlots _slots;
    private readonly TimeProvider _time;

    internal FunctionUrls(FunctionSlots slots, TimeProvider time) => (_slots, _time) = (slots, time);

    /// <summary>Whether a request is for a function URL, by its host.</summary>
    public static bool Owns(HttpContext http) => UrlHost.Is(http.Request.Host);

    public async Task HandleAsync(HttpContext http)
    {
        if (!UrlHost.TryRead(http.Request.Host, out var id, out var region)
            || _slots.Urls.Find(id) is not { } slot || slot.Scope.Region != region || slot.Current?.FindUrl(id) is not { } url)
        {
            await RefuseAsync(http, 403, "AccessDeniedException", """{"Message":null}""");
            return;
        }

        if (url.Settings.Cors is { } cors && CorsRules.IsPreflight(http.Request))
        {
            CorsRules.AnswerPreflight(cors, http);
            return;
        }

        // Signatures are not evaluated here, so nobody can prove to be allowed where AWS_IAM asks for it.
        if (url.Settings.AuthType != "NONE" || !url.Target.Policy.AllowsAnyoneByUrl)
        {
            await RefuseAsync(http, 403, "AccessDeniedException",
                """{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}""");
            return;
        }

        try
        {
            await InvokeAsync(slot, url, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private async ValueTask InvokeAsync(FunctionSlot slot, LiveUrl url, HttpContext http)
    {
        var version = url.Target.Pick();
        if ((version.Pool ?? await version.WaitAsync(s_activationLimit, _time, http.RequestAborted)) is not { } pool)
        {
            await FailAsync(http);
            return;
        }

        var body = await UrlBody.ReadAsync(http, Payload.SyncLimitBytes);
        if (body is null)
        {
            await RefuseAsync(http, 413, "RequestEntityTooLargeException", """{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}""");
            return;
        }

        var admission = slot.Concurrency.TryEnter();
        if (admission.IsRefusal())
        {
            http.Request.BodyReader.AdvanceTo(body.Value.End);
            await ThrottleAsync(http, admission == Admission.ReservationFull);
            return;
        }

        using var invocation = pool.Begin();
        var options = Prepare(invocation, url, body.Value, http);
        if (url.Settings.Streams)
        {
            await StreamAsync(invocation, options with { Stream = new ReplyStream() }, slot.Concurrency, admission, url, http);
            return;
        }

        try
        {
            await AnswerAsync(await invocation.SendAsync(options), invocation, url, http);
        }
        finally
        {
            slot.Concurrency.Leave(admission);
        }
    }

    private InvocationOptions Prepare(Invocation invocation, LiveUrl url, ReadOnlySequence<byte> body, HttpContext http)
    {
        var now = _time.GetUtcNow();
        var traceId = $"Root=1-{now.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture)}-{Ids.Hex(24)};Parent={Ids.Hex(16)};Sampled=0";
        UrlEvent.Write(invocation.Event, http, url.Settings.Id, invocation.RequestId, traceId, body, now);
        http.Request.BodyReader.AdvanceTo(body.End);
        http.Response.Headers["x-amzn-RequestId"] = invocation.RequestId;
        http.Response.Headers["X-Amzn-Trace-Id"] = traceId;
        return new InvocationOptions { InvokedArn = url.Target.InvokedArn, TraceId = traceId, Aborted = http.RequestAborted };
    }

    private static async ValueTask StreamAsync(
        Invocation invocation, InvocationOptions options, ConcurrencyGate concurrency, Admission admission, LiveUrl url, HttpContext http)
    {
        var passed = UrlStreamEnd.NotBegun;
        var ending = StreamedInvocation.SendAsync(invocation, options, concurrency, admission);
        try
        {
            if (await options.Stream!.Begun)
            {
                passed = await UrlStream.PassOnAsync(options.Stream, url.Settings.Cors, http);
            }
        }
        finally
        {
            await ending;
        }

        var outcome = await ending;
        if (http.Response.HasStarted && outcome is not (InvocationOutcome.Replied or InvocationOutcome.WaitLimit))
        {
            throw new BrokenStreamException();
        }

        if (passed == UrlStreamEnd.Malformed)
        {
            await FailAsync(http);
        }
        else if (outcome != InvocationOutcome.Replied)
        {
            await AnswerAsync(outcome, invocation, url, http);
        }
        else if (passed == UrlStreamEnd.NotBegun)
        {
            // A function that knows nothing of streams: its payload is passed on as it is and means nothing more.
            await UrlStream.SendPayloadAsync(invocation.Reply, url.Settings.Cors, http);
        }
    }

    private static async ValueTask AnswerAsync(InvocationOutcome outcome, Invocation invocation, LiveUrl url, HttpContext http)
    {
        switch (outcome)
        {
            case InvocationOutcome.Replied when UrlReply.Read(invocation.Reply) is { } reply:
                await SendAsync(reply, url.Settings.Cors, http);
                break;
            case InvocationOutcome.Throttled:
                await ThrottleAsync(http, reserved: false);
                break;
            case InvocationOutcome.EventTooLarge:
                await RefuseAsync(http, 413, "RequestEntityTooLargeException", """{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}""");
                break;
            case InvocationOutcome.WaitLimit:
                http.Abort();
                break;
            default:
                await FailAsync(http);
                break;
        }
    }

    private static async ValueTask SendAsync(UrlReply reply, Cors? cors, HttpContext http)
    {
        // Some statuses carry no body in HTTP.
        if (reply.Begin(cors, http))
        {
            http.Response.ContentLength = reply.Body.Length;
            await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted);
        }
    }

    private static ValueTask FailAsync(HttpContext http) => WriteAsync(http, 502, "text/plain", "Internal Server Error");

    private static ValueTask ThrottleAsync(HttpContext http, bool reserved) => RefuseAsync(http, 429, "TooManyRequestsException",
        $$"""{"Reason":"{{(reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded" : "ConcurrentInvocationLimitExceeded")}}","Type":"User","message":"Rate Exceeded."}""");

    private static ValueTask RefuseAsync(HttpContext http, int status, string error, string body)
    {
        http.Response.Headers["x-amzn-ErrorType"] = error;
        return WriteAsync(http, status, "application/json", body);
    }

    private static async ValueTask WriteAsync(HttpContext http, int status, string type, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
