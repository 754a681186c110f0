using System.Text;
using Gatehouse.Sandbox.Telemetry;

namespace Gatehouse.Sandbox.Logs;

/// <summary>One sandbox's stream: the function's lines and the platform's, and the running invocation's share of both.</summary>
internal sealed class SandboxLog(ILogSink sink, LogStreamName stream, TimeProvider time)
{
    private readonly Lock _gate = new();
    private LogTail? _tail;
    private TelemetryStream? _telemetry;

    internal LogStreamName Stream => stream;

    /// <summary>Null for as long as no extension has subscribed.</summary>
    internal TelemetryStream? Telemetry
    {
        get => Volatile.Read(ref _telemetry);
        set => Volatile.Write(ref _telemetry, value);
    }

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

    internal void Write(ReadOnlySpan<byte> line, LogSource source)
    {
        lock (_gate)
        {
            _tail?.Append(line);
        }

        var text = Encoding.UTF8.GetString(line);
        Telemetry?.Printed(source, text);
        sink.Append(stream, time.GetUtcNow(), text);
    }
}
