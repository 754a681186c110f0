namespace Gatehouse.Sandbox.Logs;

/// <summary>Where a function's output and its START, END and REPORT lines go. Implemented by the Logs service.</summary>
public interface ILogSink
{
    /// <summary>
    /// Appends one event; group and stream are created when missing. Returns at once: implementations queue and write
    /// behind, and keep the order of calls for one stream.
    /// </summary>
    void Append(LogStreamName stream, DateTimeOffset time, string message);
}

/// <summary>One stream of one group in one account and region.</summary>
public sealed record LogStreamName(string Account, string Region, string Group, string Stream);
