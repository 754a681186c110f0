namespace Gatehouse.Gateway;

/// <summary>The two times of the gateway: one that a test may move, and one that only measures.</summary>
/// <param name="Clock">Dates, limits, and how long something is remembered.</param>
/// <param name="Stopwatch">How long something took.</param>
internal sealed record GatewayTime(TimeProvider Clock, TimeProvider Stopwatch);
