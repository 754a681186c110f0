namespace Gatehouse.Sandbox.Pool;

/// <summary>How far a pool is with the sandboxes that it keeps ready.</summary>
/// <param name="Ready">Those that have started, at most as many as were asked for.</param>
/// <param name="Failure">Why there will be no more for now; null while it goes well.</param>
public readonly record struct ProvisionedState(int Ready, string? Failure);
