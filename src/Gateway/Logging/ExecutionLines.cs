using System.Globalization;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>The lines around an execution that requests over HTTP and tests of methods share.</summary>
internal static class ExecutionLines
{
    // What AWS fills in by itself is not shown.
    private static readonly string[] NotShown = [CommonHeaders.RequestId, CommonHeaders.ExtendedRequestId, "Content-Length", "X-Cache", "Via", "X-Amz-Cf-Pop", "X-Amz-Cf-Id"];

    /// <param name="headers">The dump of the request's headers.</param>
    /// <param name="body">Null where it is not known yet; its line's place is then answered.</param>
    public static int TellRequest(ExecutionLog log, Invocation call, string headers, string? body)
    {
        log.Line($"Starting execution for request: {log.RequestId}");
        log.Line($"HTTP Method: {call.Record.HttpMethod}, Resource Path: {call.Path}");
        if (!log.KeepsData)
        {
            return -1;
        }

        log.Data($"Method request path: {RequestDump.Path(call)}");
        log.Data($"Method request query string: {RequestDump.Query(call)}");
        log.Data($"Method request headers: {headers}");
        var place = log.Reserve();
        log.Fill(place, Body(body ?? ""));
        return place;
    }

    public static string Body(string body) => $"Method request body before transformations: {body}";

    public static void TellAnswer(ExecutionLog log, string body, IReadOnlyDictionary<string, IReadOnlyList<string>> headers)
    {
        if (log.KeepsData)
        {
            log.Data($"Method response body after transformations: {body}");
            log.Data($"Method response headers: {ExecutionLog.Dump(headers)}");
        }

        log.Line("Successfully completed execution");
    }

    public static void TellStatus(ExecutionLog log, int status) => log.Frame(string.Create(CultureInfo.InvariantCulture, $"Method completed with status: {status}"));

    /// <summary>How a request over HTTP ended.</summary>
    public static void TellEnd(ExecutionLog log, Invocation call)
    {
        TellStatus(log, call.Record.Status);
        if (ContextVariables.InvocationId(call) is { } invocation)
        {
            log.Line($"AWS Integration Endpoint RequestId : {invocation}");
            log.Line($"X-ray Tracing ID : {ContextVariables.Find("xrayTraceId")!(call)}");
        }
    }

    /// <summary>The headers that the method itself set. A refusal shows its error type and what the API added.</summary>
    /// <param name="isDefaultType">Whether the content type is one that AWS fills in.</param>
    public static Dictionary<string, IReadOnlyList<string>> ShownHeaders(Invocation call, in Verdict verdict, bool isDefaultType)
    {
        var shown = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, values) in call.Http.Response.Headers)
        {
            var hidden = NotShown.Contains(name, StringComparer.OrdinalIgnoreCase)
                || (verdict.Refuses && name.Equals(CommonHeaders.TraceId, StringComparison.OrdinalIgnoreCase))
                || (isDefaultType && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
            if (!hidden)
            {
                shown[name] = [.. values.Select(value => value ?? "")];
            }
        }

        return shown;
    }
}
