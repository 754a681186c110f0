using Gatehouse.Sandbox.Logs;
using Gatehouse.Services.Logs;

namespace Gatehouse.Server.Binding;

/// <summary>What functions print goes to CloudWatch Logs.</summary>
internal sealed class FunctionLogs(LogsEngine logs) : ILogSink
{
    public void Append(LogStreamName stream, DateTimeOffset time, string message) =>
        logs.Append(stream.Account, stream.Region, stream.Group, stream.Stream, time, message);
}
