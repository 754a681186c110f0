namespace Gatehouse.Sandbox.Watching;

/// <summary>How long an invocation took that has just ended.</summary>
/// <param name="Clock">Tells when, to those who ask: most invocations succeed and nobody does.</param>
/// <param name="Duration">From the event's delivery to the answer.</param>
/// <param name="Initialization">What the sandbox's start took, for its first invocation.</param>
internal readonly record struct InvocationTimes(TimeProvider Clock, TimeSpan Duration, TimeSpan? Initialization)
{
    public DateTimeOffset Now => Clock.GetUtcNow();
}
