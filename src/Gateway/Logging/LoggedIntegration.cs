using System.Text;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>An integration whose executions are logged.</summary>
internal sealed class LoggedIntegration(IIntegration inner, LogDetail detail) : IIntegration
{
    public async ValueTask<Verdict> RunAsync(Invocation call)
    {
        var log = call.Log = call.Stage.Logging!.Begin(call, detail);
        AdmissionLines.Tell(log, call);
        if (log.KeepsData)
        {
            RequestDump.HideSecrets(log, call);
        }

        var body = ExecutionLines.TellRequest(log, call, log.KeepsData ? RequestDump.Headers(call) : "", body: null);
        var (request, response) = log.KeepsData ? (CapturedRequest.Of(call.Http), CapturedResponse.Of(call.Http)) : (null, null);
        var verdict = await inner.RunAsync(call);
        if (request is not null)
        {
            log.Fill(body, ExecutionLines.Body(Encoding.UTF8.GetString(request.Beginning)));
        }

        if (verdict.Refuses)
        {
            FailureLines.Tell(log, verdict);
        }
        else
        {
            var headers = log.KeepsData ? ExecutionLines.ShownHeaders(call, verdict, log.LacksContentType) : [];
            ExecutionLines.TellAnswer(log, response is null ? "" : Encoding.UTF8.GetString(response.Beginning), headers);
        }

        return verdict;
    }
}
