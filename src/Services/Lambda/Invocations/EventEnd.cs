using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>How an event ended, in the words of the records that destinations get.</summary>
internal enum EventEnd
{
    Success,
    RetriesExhausted,
    EventAgeExceeded,
    ZeroReservedConcurrency,
}

/// <summary>One attempt to deliver an event.</summary>
/// <param name="Version">What ran; null when nothing did.</param>
/// <param name="Reply">What it answered, where a destination is to be told.</param>
internal sealed record EventAttempt(InvocationOutcome Outcome, string? Version = null, byte[]? Reply = null);
