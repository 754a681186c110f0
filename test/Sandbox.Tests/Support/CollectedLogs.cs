using System.Collections.Concurrent;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A log sink that keeps everything in order.</summary>
internal sealed class CollectedLogs : ILogSink
{
    private readonly ConcurrentQueue<(LogStreamName Stream, string Message)> _events = [];

    internal IReadOnlyList<(LogStreamName Stream, string Message)> Events => [.. _events];

    internal string Text => string.Concat(_events.Select(logged => logged.Message));

    internal string[] Streams => [.. _events.Select(logged => logged.Stream.Stream).Distinct()];

    public void Append(LogStreamName stream, DateTimeOffset time, string message) => _events.Enqueue((stream, message));
}
