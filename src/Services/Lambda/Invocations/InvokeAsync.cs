using System.Buffers;
using System.Text;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>The old way to invoke for later, which some clients still have. See https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html.</summary>
internal sealed class InvokeAsync(FunctionSlots slots, EventQueue events) : IRawOperation
{
    private static readonly byte[] s_accepted = Encoding.ASCII.GetBytes("""{"Status":202}""");

    public OperationSpec Spec => OperationSpec.Post("/2014-11-13/functions/{FunctionName}/invoke-async", 202);

    async ValueTask IRawOperation.InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call)
    {
        var headers = InvocationHeaders.Read(labels, http, call) with { Type = "Event" };
        if (slots.Find(headers.Function)?.Current?.Find(headers.Function.Qualifier) is null)
        {
            throw LambdaErrors.FunctionNotFound(headers.Function.EffectiveArn);
        }

        await events.AcceptAsync(headers, http, call);
        http.Response.StatusCode = 202;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = s_accepted.Length;
        await http.Response.BodyWriter.WriteAsync(s_accepted, http.RequestAborted);
    }
}
