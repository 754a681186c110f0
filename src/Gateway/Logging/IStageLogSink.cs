using Gatehouse.Core;

namespace Gatehouse.Gateway.Logging;

/// <summary>Where the logs of stages go. Implemented by the Logs service.</summary>
public interface IStageLogSink
{
    /// <summary>
    /// Appends events to one stream, in order; group and stream are created when missing. Waits while the store has no room, which is how
    /// it slows the writer down. Called by one writer at a time.
    /// </summary>
    ValueTask AppendAsync(StageLogName log, IReadOnlyList<StageLogEvent> events);
}

/// <summary>One stream of one group in one account and region.</summary>
public sealed record StageLogName(Scope Scope, string Group)
{
    /// <summary>AWS spreads a group over streams that are named by the MD5 of a small number (recorded); one is enough here, this is that of 0.</summary>
    public string Stream { get; } = "cfcd208495d565ef66e7dff9f98764da";
}

public readonly record struct StageLogEvent(DateTimeOffset Time, string Message);
