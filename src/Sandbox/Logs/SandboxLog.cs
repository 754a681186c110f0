using System.Text;

namespace Gatehouse.Sandbox.Logs;

/// <summary>One sandbox's stream: the function's lines and the platform's, and the running invocation's share of both.</summary>
internal sealed class SandboxLog(ILogSink sink, LogStreamName stream, TimeProvider time)
{
    private readonly Lock _gate = new();
    private LogTail? _tail;

    internal LogStreamName Stream => stream;

    /// <summary>From here on lines are also kept for this invocation; null ends it.</summary>
    internal void Follow(LogTail? tail)
    {
        lock (_gate)
        {
            _tail = tail;
        }
    }

    internal void Write(string message)
    {
        lock (_gate)
        {
            _tail?.Append(Encoding.UTF8.GetBytes(message));
        }

        sink.Append(stream, time.GetUtcNow(), message);
    }

    internal void Write(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            _tail?.Append(line);
        }

        sink.Append(stream, time.GetUtcNow(), Encoding.UTF8.GetString(line));
    }
}
