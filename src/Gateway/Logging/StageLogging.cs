using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>What one stage logs. Told of each request when it has ended.</summary>
internal sealed class StageLogging(StageModel stage, StageLogs logs, GatewayTime time)
{
    private readonly AccessLogFormat? _access = stage.AccessLog is { } access ? new AccessLogFormat(access.Format) : null;
    private readonly LogTarget? _accessLog = stage.AccessLog is { } access ? new LogTarget(access.Log) : null;
    private readonly LogTarget _executionLog = new(new StageLogName(stage.Scope, $"API-Gateway-Execution-Logs_{stage.ApiId}/{stage.StageName}"));

    public double Milliseconds(long ticks) => ticks * 1000.0 / time.Stopwatch.TimestampFrequency;

    public ExecutionLog Begin(Invocation call, LogDetail detail) => new(call.Record.RequestId, time.Clock, detail);

    public void Tell(Invocation call)
    {
        if (_access is not null)
        {
            logs.Append(_accessLog!, [new StageLogEvent(time.Clock.GetUtcNow(), _access.Fill(call))]);
        }

        // A request that led to no method is in the access log only: levels belong to methods.
        if (call.MatchedMethod is { LogDetail: not LogDetail.Off } method)
        {
            TellExecution(call, method.LogDetail);
        }
    }

    private void TellExecution(Invocation call, LogDetail detail)
    {
        if (call.Log is not { } log)
        {
            // It was refused before its execution began, or while it was validated.
            log = Begin(call, detail);
            if (AdmissionLines.Tell(log, call))
            {
                ExecutionLines.TellRequest(log, call, RequestDump.Headers(call), body: "");
                FailureLines.Tell(log, call.Refusal);
            }
        }

        ExecutionLines.TellEnd(log, call);
        if (log.Events() is { Count: > 0 } events)
        {
            logs.Append(_executionLog, events);
        }
    }
}
