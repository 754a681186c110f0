using Gatehouse.Sandbox.Watching;

namespace Gatehouse.Services.Lambda.Watching;

/// <summary>One version of a function.</summary>
/// <param name="Aliases">Those that lead here, wholly or in part.</param>
/// <param name="Reading">Its sandboxes and counts; null while it cannot take calls.</param>
public sealed record VersionOverview(string Version, IReadOnlyList<string> Aliases, string State, string Package, int MemorySizeMb, FunctionReading? Reading);
