using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Model;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Logging;

/// <summary>Finds out, once per published stage, what it logs; and wraps the integrations of methods that log their executions.</summary>
internal sealed class LoggingCompiler
{
    private readonly StageLogs _logs;
    private readonly GatewayTime _time;
    private readonly IntegrationCompiler _integrations;

    public LoggingCompiler(StageLogs logs, IFunctionInvoker functions, GatewayTime time)
    {
        (_logs, _time) = (logs, time);
        var scratch = new DefaultObjectPool<ProxyScratch>(new DefaultPooledObjectPolicy<ProxyScratch>());
        _integrations = new((arn, timeout) => new LoggedFunctionIntegration(functions.Resolve(arn), arn, timeout, scratch, time));
    }

    /// <summary>Null for a stage that logs nothing, which then costs its requests nothing.</summary>
    public StageLogging? Compile(StageModel stage) =>
        stage.AccessLog is null && stage.MethodLogs.Values.All(detail => detail == LogDetail.Off) ? null : new StageLogging(stage, _logs, _time);

    public IIntegration Compile(StageModel stage, ResourceModel resource, MethodModel method, LogDetail detail) =>
        new LoggedIntegration(_integrations.Compile(stage, resource, method), detail);
}
