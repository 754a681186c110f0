namespace Gatehouse.Sandbox.Runners;

/// <summary>The runner that was asked for cannot run functions on this machine. The message says why.</summary>
public sealed class RunnerUnavailableException(string message) : Exception(message);
