using System.Collections.Concurrent;
using Gatehouse.Gateway.Logging;

namespace Gatehouse.Gateway.Tests.Hosting;

/// <summary>Log groups in memory. Can be told to have no room.</summary>
internal sealed class LogBook : IStageLogSink
{
    private readonly ConcurrentQueue<(StageLogName Log, string Message)> _lines = new();

    /// <summary>Completes when there is room.</summary>
    public TaskCompletionSource? Full { get; set; }

    /// <summary>Completes when the first events came.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask AppendAsync(StageLogName log, IReadOnlyList<StageLogEvent> events)
    {
        Reached.TrySetResult();
        if (Full is { } full)
        {
            await full.Task;
        }

        foreach (var item in events)
        {
            _lines.Enqueue((log, item.Message));
        }
    }

    public string[] In(string group) => [.. _lines.Where(line => line.Log.Group == group).Select(line => line.Message)];

    public StageLogName[] Logs => [.. _lines.Select(line => line.Log).Distinct()];
}
