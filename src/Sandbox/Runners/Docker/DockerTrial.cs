using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Finds out whether an engine is there that can run functions.</summary>
internal static class DockerTrial
{
    internal static RunnerTrial Run(SandboxOptions options, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger) => RunnerTrial.Failed("not yet");
}
