namespace Gatehouse.Sandbox.Watching;

/// <summary>When an invocation ended and how long it took.</summary>
/// <param name="Ended">By the wall clock.</param>
/// <param name="Duration">From the event's delivery to the answer.</param>
/// <param name="Initialization">What the sandbox's start took, for its first invocation.</param>
internal readonly record struct InvocationTimes(DateTimeOffset Ended, TimeSpan Duration, TimeSpan? Initialization);
