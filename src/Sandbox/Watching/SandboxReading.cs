namespace Gatehouse.Sandbox.Watching;

/// <summary>One sandbox as it is now.</summary>
/// <param name="LogStream">Where it logs, which is also what it is known by.</param>
/// <param name="Invocations">How many it has ended.</param>
/// <param name="PeakBytes">The most memory that it was seen to use, at the end of an invocation; zero before the first.</param>
public sealed record SandboxReading(string LogStream, SandboxActivity Activity, long Invocations, long PeakBytes)
{
    /// <summary>An idle one that stands still until its next invocation.</summary>
    public bool IsFrozen { get; init; }
}

/// <summary>What a sandbox does.</summary>
public enum SandboxActivity
{
    Starting,
    Idle,
    Busy,
}
