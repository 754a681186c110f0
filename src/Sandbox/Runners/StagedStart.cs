using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>What the processes of one sandbox are started with, after its first.</summary>
internal sealed record StagedStart
{
    public required string Root { get; init; }

    /// <summary>Where their common <c>/tmp</c> is, in the spawn thread's sight.</summary>
    public required string Temporary { get; init; }

    public required IReadOnlyList<string> Extensions { get; init; }

    public required SandboxCommand Command { get; init; }

    public required ControlGroup Group { get; init; }

    public required SandboxLog Log { get; init; }

    public required Reactor Reactor { get; init; }

    public required SpawnThread Thread { get; init; }

    public required BubblewrapLauncher Launcher { get; init; }
}
