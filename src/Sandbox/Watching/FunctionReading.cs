namespace Gatehouse.Sandbox.Watching;

/// <summary>One version of a function: its sandboxes as they are now, and what happened since the server started.</summary>
public sealed record FunctionReading
{
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string FunctionName { get; init; }

    public required string FunctionArn { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<SandboxReading> Sandboxes { get; init; }

    /// <summary>Invocations that wait for a sandbox.</summary>
    public required int Waiting { get; init; }

    /// <summary>Sandboxes that are to be kept ready, and how many of them are.</summary>
    public required (int Requested, int Ready) Provisioned { get; init; }

    public required long Succeeded { get; init; }

    /// <summary>Invocations that failed, timeouts among them.</summary>
    public required long Failed { get; init; }

    public required long TimedOut { get; init; }

    /// <summary>Invocations that this server had no room for. Those beyond the function's concurrency never come this far.</summary>
    public required long Throttled { get; init; }

    /// <summary>Invocations that waited for their sandbox to start.</summary>
    public required long ColdStarts { get; init; }

    /// <summary>Sandboxes that ended before they were ready.</summary>
    public required long FailedStarts { get; init; }

    /// <summary>The most memory that one sandbox was seen to use; zero where the machine does not say.</summary>
    public required long PeakBytes { get; init; }

    public required FunctionFault? LastFault { get; init; }
}
