namespace Gatehouse.Sandbox.Pool;

/// <summary>What a sandbox is doing, as its pool counts it.</summary>
internal enum SandboxPhase
{
    Gone,
    Starting,
    Idle,
    Busy,

    /// <summary>Answered, and not yet back for the next event: nearly always microseconds.</summary>
    Returning,
}
