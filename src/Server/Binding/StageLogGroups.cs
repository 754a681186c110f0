using Gatehouse.Gateway.Logging;
using Gatehouse.Services.Logs;

namespace Gatehouse.Server.Binding;

/// <summary>What stages log goes to CloudWatch Logs.</summary>
internal sealed class StageLogGroups(LogsEngine logs) : IStageLogSink
{
    public async ValueTask AppendAsync(StageLogName log, IReadOnlyList<StageLogEvent> events)
    {
        foreach (var (time, message) in events)
        {
            await logs.AppendAsync(log.Scope.Account, log.Scope.Region, log.Group, log.Stream, time, message);
        }
    }
}
