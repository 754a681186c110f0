using System.Buffers;
using System.Text;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Rest;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Responses;

/// <summary>Answers a refused request the way the API wants it answered.</summary>
internal static class GatewayResponseWriter
{
    public static void Write(Invocation call, in Verdict verdict)
    {
        call.Refusal = verdict;
        var standard = DefaultResponse.Of(verdict.Type);
        if (call.Stage.Responses.Of(verdict.Type) is { } custom)
        {
            WriteCustom(call, verdict, standard, custom);
            return;
        }

        CommonHeaders.Write(call, standard.Status);
        WriteStandard(call, verdict, standard, keepsErrorType: false);
    }

    /// <summary>The front end's own 403, for requests that lead to no API.</summary>
    public static void WriteFront(HttpContext http, RequestRecord record)
    {
        var standard = DefaultResponse.Of(record.ResponseType);
        var response = http.Response;
        response.StatusCode = standard.Status;
        response.ContentType = standard.ContentType;
        response.Headers[CommonHeaders.RequestId] = record.RequestId;
        response.Headers[CommonHeaders.ExtendedRequestId] = record.ExtendedRequestId;
        response.Headers["x-amzn-ErrorType"] = standard.ErrorType;
        response.ContentLength = standard.Body.Length;
        response.BodyWriter.Write(standard.Body);
    }

    private static void WriteStandard(Invocation call, in Verdict verdict, DefaultResponse standard, bool keepsErrorType)
    {
        var response = call.Http.Response;
        if (!keepsErrorType && standard.ErrorType.ToString().Length > 0)
        {
            response.Headers["x-amzn-ErrorType"] = standard.ErrorType;
        }

        if (response.Headers.ContentType.Count == 0)
        {
            response.ContentType = standard.ContentType;
        }

        var body = verdict.Message is { } message ? standard.BodyFor(message) : standard.Body;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    private static void WriteCustom(Invocation call, in Verdict verdict, DefaultResponse standard, CustomResponse custom)
    {
        var response = call.Http.Response;
        var variables = new GatewayVariables(call);
        CommonHeaders.Write(call, custom.Status ?? standard.Status);

        var keepsErrorType = false;
        foreach (var (name, source) in custom.Headers)
        {
            if (variables.Source(source) is { } value && HeaderRules.IsName(name) && HeaderRules.IsValue(value))
            {
                response.Headers[name] = value;
                keepsErrorType |= name.Equals("x-amzn-ErrorType", StringComparison.OrdinalIgnoreCase);
            }
        }

        // Statuses that carry no body are legal here; the server would refuse to write one.
        if (!HeaderRules.HasBody(response.StatusCode))
        {
            return;
        }

        if (custom.TemplateFor(call) is not { } template)
        {
            WriteStandard(call, verdict, standard, keepsErrorType);
            return;
        }

        if (!keepsErrorType)
        {
            response.Headers["x-amzn-ErrorType"] = standard.ErrorType;
        }

        if (response.Headers.ContentType.Count == 0)
        {
            response.ContentType = template.ContentType;
        }

        var body = Encoding.UTF8.GetBytes(template.Template.Fill(variables.Find));
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
